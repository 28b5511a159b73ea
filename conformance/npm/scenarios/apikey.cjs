'use strict';
// current 54, current 58

// API keys: their form, tokens signed with them, and the REST call by which a room is entered with nothing else.
module.exports = async ({ sdk, env, assert, failure, join }) => {
    const text = 'ma-ERERESIiMzNERFVVVVVVVQ-qqqqqru7zMzd3e7u7u7u7g-s3cr3t-with-dash';
    const key = {
        id: '11111111-2222-3333-4444-555555555555',
        projectId: 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee',
        secret: 's3cr3t-with-dash',
    };
    assert.deepEqual(sdk.parseApiKey(text), key);
    assert.equal(sdk.encodeApiKey(key), text);
    const own = sdk.parseApiKey(env.API_KEY); // written by Java
    assert.equal(sdk.encodeApiKey(own), env.API_KEY);

    const token = new sdk.ParticipantToken({ name: 'keyed' });
    token.addRoomGrant(env.ROOM);
    token.addApiGrant(sdk.ApiScope.agentDefault());
    const minted = await join(await token.toJwt({ apiKey: env.API_KEY }));
    assert.ok(Array.isArray(await minted.agents.listToolkits()));
    minted.dispose();

    const rest = new sdk.Meshagent({ baseUrl: env.HTTP, token: env.API_KEY });
    const found = await rest.connectRoom(own.projectId, env.ROOM);
    assert.equal(found.roomName, env.ROOM);
    assert.equal(found.projectId, own.projectId);
    assert.equal(found.roomUrl, env.URL);
    const read = await sdk.ParticipantToken.fromJwt(found.jwt, { token: own.secret }); // minted and signed by Java
    assert.equal(read.grantScope('room'), env.ROOM);
    const room = await join(found.jwt);
    assert.deepEqual(await room.storage.list('.schemas'), []);
    room.dispose();

    await failure(sdk.ParticipantToken.fromJwt(found.jwt, { token: 'another secret, which is long enough too' }));
    const wrong = new sdk.Meshagent({ baseUrl: env.HTTP, token: text });
    assert.match((await failure(wrong.connectRoom(own.projectId, env.ROOM))).message, /401/);
};
