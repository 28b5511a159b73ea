'use strict';
// current 31, current 32, current 43
const wireToolkit = require('../wire-toolkit.cjs');

// Files, links and bytes as arguments and results, between two of these clients and to and from Java's.
module.exports = async ({ join, assert, sdk, bytes, env, say, hear, reconnects }) => {
    const provider = await join(env.OTHER_TOKEN);
    const types = ['json', 'text', 'file', 'link', 'empty'];
    const echo = { types, run: async (argument) => argument };
    const give = {
        run: async ({ json }) =>
            json.kind === 'binary'
                ? new sdk.BinaryContent({ data: bytes(2000), headers: { kind: 'b' } })
                : new sdk.FileContent({ data: bytes(100_000), name: 'grün.bin', mimeType: 'a/b' }),
    };
    const { calls } = await wireToolkit({ sdk, reconnects, room: provider, name: 'wire', tools: { echo, give } });
    const room = await join();
    const echoed = (input) => room.invoke({ toolkit: 'wire', tool: 'echo', input });
    for (const size of [0, 1, 1024, 1025, 100_000]) {
        const file = await echoed(new sdk.FileContent({ data: bytes(size), name: 'grün.bin', mimeType: 'a/b' }));
        assert.equal(file.name, 'grün.bin');
        assert.equal(file.mimeType, 'a/b');
        assert.deepEqual(Uint8Array.from(file.data), bytes(size));
    }
    const binary = await echoed(new sdk.BinaryContent({ data: bytes(2000), headers: { deep: { n: [1] } } }));
    assert.deepEqual(binary.headers, { deep: { n: [1] } });
    assert.deepEqual(Uint8Array.from(binary.data), bytes(2000));
    const link = await echoed(new sdk.LinkContent({ name: 'a link', url: 'https://example.test/' }));
    assert.equal(link.url, 'https://example.test/');
    assert.equal((await echoed(new sdk.TextContent({ text: 'grün' }))).text, 'grün');
    assert.ok((await echoed(new sdk.EmptyContent())) instanceof sdk.EmptyContent);
    assert.deepEqual((await echoed(new sdk.JsonContent({ json: { a: [null] } }))).json, { a: [null] });
    assert.equal(calls[0].caller_id, room.localParticipant.id);
    assert.equal(calls[0].on_behalf_of_id, null);
    say('ready'); // Java takes files from the toolkit, and puts one where it is read here
    await hear('done');
    assert.deepEqual(Uint8Array.from((await room.storage.download('from/java.bin')).data), bytes(70_000));
    await room.storage.upload('from/node.bin', bytes(80_000), { overwrite: true });
    say('uploaded');
    await hear('end');
    room.dispose();
    provider.dispose();
};
