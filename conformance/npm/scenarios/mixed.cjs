'use strict';
// current 53

// A classic runner asked by this client asks, while it works, a runner that this client hosts.
module.exports = async ({ join, host, tool, sdk, schema, assert, failure, env }) => {
    const other = await join(env.OTHER_TOKEN);
    await host(other, 'other', [
        tool('run_other_task', schema, ({ a, b }) => {
            if (a === b) {
                throw new Error('the same number twice');
            }
            return new sdk.JsonContent({ json: { sum: a + b } });
        }),
    ]);
    const room = await join();
    for (const runner of ['classic', 'current']) {
        const run = (args) => room.agents.invokeTool({ toolkit: runner, tool: `run_${runner}_task`, arguments: args });
        assert.deepEqual((await run({ a: 3, b: 4 })).json, { doubled: 14 }, runner);
        const failed = await failure(run({ a: 4, b: 4 }));
        assert.match(failed.message, /the same number twice/, runner);
        assert.equal(typeof failed.code, 'number', runner);
        const refused = await failure(run({ a: 'three', b: 4 }));
        assert.equal(refused.code, 1002, runner);
    }
    room.dispose();
    other.dispose();
};
