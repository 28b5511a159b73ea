'use strict';
// current 25, current 27
module.exports = async ({ join, assert, schema }) => {
    const room = await join();
    const toolkits = await room.agents.listToolkits();
    const byName = Object.fromEntries(toolkits.map((one) => [one.name, one]));
    for (const runner of ['classic', 'current']) {
        const tool = byName[runner].getTool(`run_${runner}_task`);
        assert.deepEqual(tool.inputSpec.types, ['json']);
        assert.deepEqual(tool.inputSchema.required, schema.required);
        assert.equal(tool.outputSchema.properties.sum.type, 'integer');
        assert.match(byName[runner].participantId, /.+/);
    }
    assert.ok(byName.words.getTool('upper'), 'a toolkit of the classic generation');
    assert.ok(byName.bytes.getTool('hash'), 'a toolkit with types that this client does not know');
    room.dispose();
};
