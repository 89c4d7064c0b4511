import { connect } from 'node:net';
import { createClient } from '@redis/client';
import { installed } from './installed.js';
import { freePort, startServer } from './server.js';
/** Where Redis is installed, if it is. */
export const redisServer = installed({ name: 'redis-server', debianPackage: 'redis-server' });
/** A Redis with a password, which keeps nothing over a crash. */
export async function startRedis(rack, options) {
    const { password, tls } = options;
    const port = await freePort();
    const listen = tls === undefined ? ['--port', String(port)] : ['--port', '0', ...tlsArgs(port, tls)];
    const folder = rack.folder();
    return startServer(rack, {
        url: `${tls === undefined ? 'redis' : 'rediss'}://:${encodeURIComponent(password)}@127.0.0.1:${port}`,
        port,
        command: redisServer ?? 'redis-server',
        args: [...listen, '--bind', '127.0.0.1', '--save', '', '--requirepass', password, '--dir', folder],
        folder,
        endBy: 'SIGTERM',
        crashBy: 'SIGKILL',
        answers: () => accepts(port),
    });
}
/** Does something at the server, over a connection of its own. */
export async function atRedis(url, work) {
    const client = createClient({ url, socket: { reconnectStrategy: false } });
    client.on('error', () => { });
    try {
        await client.connect();
        return await work(client);
    }
    finally {
        client.destroy();
    }
}
function tlsArgs(port, { certificate, key }) {
    const files = ['--tls-cert-file', certificate, '--tls-key-file', key, '--tls-ca-cert-file', certificate];
    return ['--tls-port', String(port), '--tls-auth-clients', 'no', ...files];
}
/** Redis listens once it can answer. */
function accepts(port) {
    return new Promise((resolve) => {
        const socket = connect({ host: '127.0.0.1', port });
        socket.once('connect', () => resolve(true));
        socket.once('error', () => resolve(false));
        socket.once('connect', () => socket.end());
    });
}
//# sourceMappingURL=redis.js.map