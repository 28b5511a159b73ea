'use strict';
// current 1, current 4, current 15, current 16
module.exports = async ({ join, assert, reconnects, env, eventually }) => {
    const room = await join();
    await eventually('the name is known', () => room.localParticipant?.getAttribute('name') === 'node');
    assert.match(room.localParticipant.id, /.+/);
    if (reconnects) {
        assert.equal(room.roomName, env.ROOM);
        assert.match(room.roomUrl, /^ws:/);
    }
    room.dispose();
};
