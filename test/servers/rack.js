import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Keeper } from '../../stack/keeper/keeper.mjs';
/** Where the servers of one test file stand: closing it ends them all, and removes what they wrote. */
export class Rack {
    /** Servers do not outlive this process, even when it is killed. */
    keeper = new Keeper();
    #root = mkdtempSync(join(tmpdir(), 'spanmeter-servers-'));
    #stops = [];
    #folders = 0;
    /** A new, empty folder. */
    folder() {
        const folder = join(this.#root, String(this.#folders++));
        mkdirSync(folder);
        return folder;
    }
    /** Has it ended before the folders go. */
    atClose(stop) {
        this.#stops.push(stop);
    }
    async close() {
        await Promise.allSettled(this.#stops.map((stop) => stop()));
        await this.keeper.close();
        rmSync(this.#root, { recursive: true, force: true });
    }
}
//# sourceMappingURL=rack.js.map