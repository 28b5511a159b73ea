'use strict';
// current 30, current 33, current 53
module.exports = async ({ join, assert, failure }) => {
    const room = await join();
    for (const runner of ['classic', 'current']) {
        const run = (args) => room.agents.invokeTool({ toolkit: runner, tool: `run_${runner}_task`, arguments: args });
        assert.deepEqual((await run({ a: 3, b: 4 })).json, { sum: 7 });
        const bad = await failure(run({ a: 'three' }));
        assert.equal(bad.code, 1002, runner);
        assert.match(bad.message, /integer/);
        const failed = await failure(run({ a: 13, b: 13 }));
        assert.match(failed.message, /unlucky/);
        assert.equal(typeof failed.code, 'number');
    }
    const upper = await room.agents.invokeTool({ toolkit: 'words', tool: 'upper', arguments: { text: 'grün' } });
    assert.equal(upper.text, 'GRÜN');
    room.dispose();
};
