'use strict';
// current 26
module.exports = async ({ join, host, tool, sdk, assert, failure, env, eventually }) => {
    const owner = await join();
    const other = await join(env.OTHER_TOKEN);
    await host(owner, 'ui', [tool('ask_user', { type: 'object' }, () => new sdk.TextContent({ text: 'yes' }))], false);
    const names = (list) => list.map((one) => one.name);
    await eventually('the owner knows itself', () => owner.localParticipant);
    const participantId = owner.localParticipant.id;
    assert.ok(names(await owner.agents.listToolkits()).includes('ui'));
    assert.ok(!names(await other.agents.listToolkits()).includes('ui'));
    assert.ok(names(await other.agents.listToolkits({ participantId })).includes('ui'));
    assert.ok(names(await other.agents.listToolkits({ participantName: 'node' })).includes('ui'));
    const call = { toolkit: 'ui', tool: 'ask_user', arguments: {} };
    assert.equal((await other.invoke({ ...call, participantId })).text, 'yes');
    assert.equal((await failure(other.invoke(call))).code, 1003);
    assert.equal((await owner.invoke(call)).text, 'yes');
    owner.dispose();
    other.dispose();
};
