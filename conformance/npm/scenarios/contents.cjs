'use strict';
// current 31, current 40
module.exports = async ({ join, assert, bytes, sdk, failure }) => {
    const room = await join();
    for (const toolkit of ['contents-classic', 'contents-current']) {
        const get = (kind) => room.agents.invokeTool({ toolkit, tool: 'get', arguments: { kind } });
        const file = await get('file');
        assert.equal(file.name, 'data.bin');
        assert.equal(file.mimeType, 'application/octet-stream');
        assert.deepEqual(Uint8Array.from(file.data), bytes(3000));
        assert.equal((await get('text')).text, 'ein Text');
        assert.equal((await get('link')).url, 'https://example.test/');
        assert.ok((await get('empty')) instanceof sdk.EmptyContent);
        assert.deepEqual((await get('json')).json, { deep: { list: [1, 'zwei', null] } });
        // a tool that takes JSON refuses a file, and says so
        const input = new sdk.FileContent({ data: bytes(10), name: 'x', mimeType: 'text/plain' });
        const refused = await failure(room.invoke({ toolkit, tool: 'get', input }));
        assert.equal(refused.code, 1002);
    }
    room.dispose();
};
