'use strict';
// current 20, current 21, current 34
module.exports = async ({ join, assert, failure, env }) => {
    const room = await join();
    const call = (more) => failure(room.invoke({ toolkit: 'words', tool: 'upper', arguments: { text: 'a' }, ...more }));
    assert.equal((await call({ toolkit: 'nobody' })).code, 1003);
    assert.equal((await call({ tool: 'nothing' })).code, 1003);
    assert.equal((await call({ participantId: 'nobody' })).code, 1003);
    assert.equal((await call({ onBehalfOfId: 'nobody' })).code, 1003);
    assert.equal((await call({ toolkit: 'messaging', tool: 'nothing' })).code, 1003);
    const unknown = await failure(room.sendRequest('room.nothing_of_the_kind', {}));
    assert.equal(unknown.code, 1002);
    room.dispose();
    const poor = await join(env.OTHER_TOKEN); // may do nothing
    assert.equal((await failure(poor.agents.listToolkits())).code, 1001);
    assert.equal((await failure(poor.invoke({ toolkit: 'words', tool: 'upper', arguments: {} }))).code, 1001);
    poor.dispose();
};
