import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { descendantsOf } from '../e2e/processes.js';
const READY_WITHIN_MS = 30_000;
const END_WITHIN_MS = 10_000;
/** Starts a server, and resolves when it answers. */
export async function startServer(rack, kind) {
    const log = `${kind.folder}/server.log`;
    let isRunning = false;
    const start = async () => {
        const { command, args, folder } = kind;
        const env = { PATH: process.env.PATH };
        const started = await rack.keeper.start({ command, args, cwd: folder, env, log });
        isRunning = true;
        let how = 'no answer';
        void started.ended.then((end) => {
            isRunning = false;
            how = `the end: ${end}`;
        });
        const deadline = performance.now() + READY_WITHIN_MS;
        while (isRunning && performance.now() < deadline) {
            if (await kind.answers())
                return started;
            await sleep(50);
        }
        await started.end(1_000);
        throw new Error(`${command} came to ${how}. Its log: ${readFileSync(log, 'utf8').slice(-2_000)}`);
    };
    let running = await start();
    const signalAll = (signal) => {
        for (const pid of [running.pid, ...descendantsOf(running.pid)])
            process.kill(pid, signal);
    };
    const stop = async () => {
        if (!isRunning)
            return;
        signalAll('SIGCONT');
        running.signal(kind.endBy);
        const force = setTimeout(() => running.signal('SIGKILL'), END_WITHIN_MS);
        await running.ended;
        clearTimeout(force);
    };
    rack.atClose(stop);
    return {
        url: kind.url,
        port: kind.port,
        pause: () => signalAll('SIGSTOP'),
        resume: () => signalAll('SIGCONT'),
        async crash() {
            running.signal(kind.crashBy);
            await running.ended;
        },
        async startAgain() {
            running = await start();
        },
        stop,
    };
}
/** A port that nobody listens on at this moment. */
export async function freePort() {
    const server = createServer();
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    if (address === null || typeof address === 'string')
        throw new Error('The server has no port.');
    await new Promise((resolve) => server.close(resolve));
    return address.port;
}
//# sourceMappingURL=server.js.map