import { setTimeout as sleep } from 'node:timers/promises';
/** Asks twice a second until there is an answer; afterwards the sentence `what` says what never came. */
export async function until(what, ask, seconds = 60) {
    const deadline = performance.now() + seconds * 1_000;
    while (performance.now() < deadline) {
        const answer = await ask();
        if (answer !== undefined)
            return answer;
        await sleep(500);
    }
    throw new Error(`This did not come true within ${seconds} s: ${what()}`);
}
//# sourceMappingURL=until.js.map