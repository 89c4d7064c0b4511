import { existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
/** Where the program is; `undefined`, after a loud word about it, when it is not installed. In CI that is a failure. */
export function installed({ name, debianPackage, folders = [] }) {
    const path = (process.env.PATH ?? '').split(delimiter);
    const found = [...path, ...folders].map((folder) => join(folder, name)).find((file) => existsSync(file));
    if (found === undefined) {
        console.error(`\n!!! ${name} is missing, so nothing is tested with it. Run \`apt-get install -y ${debianPackage}\` to install it. In CI this is a failure.\n`);
    }
    return found;
}
/** The folders of Debian's PostgreSQL programs, which are not in `PATH`; the newest version first. */
export function postgresFolders() {
    const versions = '/usr/lib/postgresql';
    if (!existsSync(versions))
        return [];
    return readdirSync(versions)
        .sort((one, other) => Number(other) - Number(one))
        .map((version) => join(versions, version, 'bin'));
}
//# sourceMappingURL=installed.js.map