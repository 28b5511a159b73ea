'use strict';
// current 55
module.exports = async ({ join, host, tool, sdk, assert, say, hear, eventually, reconnects }) => {
    const room = await join();
    const echo = tool('echo', { type: 'object' }, (json) => new sdk.JsonContent({ json }));
    await host(room, 'mirror', [echo]);
    await room.localParticipant.setAttribute('colour', 'red');
    say('ready');
    await hear('restarted');
    assert.ok(reconnects, 'this version never connects again');
    await eventually('the toolkit is back', async () => {
        try {
            const list = await room.agents.listToolkits();
            return list.filter((one) => one.name === 'mirror').length === 1;
        } catch {
            return false; // still on its way
        }
    });
    say('back');
    await hear('end');
    room.dispose();
};
