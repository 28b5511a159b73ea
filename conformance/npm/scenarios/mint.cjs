'use strict';
// current 57, current 58
module.exports = async ({ sdk, env, join, assert, failure }) => {
    const mint = async (scope) => {
        const token = new sdk.ParticipantToken({ name: 'minted' });
        token.addRoomGrant(env.ROOM);
        token.addRoleGrant('agent');
        token.addApiGrant(scope);
        return token.toJwt({ token: env.SECRET });
    };
    const room = await join(await mint(sdk.ApiScope.agentDefault()));
    assert.ok(Array.isArray(await room.agents.listToolkits()));
    room.dispose();
    const agents = new sdk.AgentsGrant({ useTools: false });
    const poor = await join(await mint(new sdk.ApiScope({ agents })));
    assert.equal((await failure(poor.agents.listToolkits())).code, 1001);
    poor.dispose();
    const read = await sdk.ParticipantToken.fromJwt(env.TOKEN, { token: env.SECRET });
    assert.equal(read.name, 'node');
    assert.equal(read.grantScope('room'), env.ROOM);
};
