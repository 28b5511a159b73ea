'use strict';
const streamTools = require('../stream-tools.cjs');
const wireToolkit = require('../wire-toolkit.cjs');

// Streams between this client and tools in Java, in either direction; Java's part is in StreamScenarios.
module.exports = async ({ join, assert, sdk, bytes, failure, env, reconnects, say, hear }) => {
    const provider = await join(env.OTHER_TOKEN);
    await wireToolkit({ sdk, reconnects, room: provider, name: 'node-streams', tools: streamTools(sdk) });
    const room = await join();
    for (const toolkit of ['java-classic', 'java-current']) {
        const open = (tool, input) => room.invokeStream({ toolkit, tool, input });
        const items = [];
        let sent = 0;
        const stream = await open('upper', (async function* () {
            yield new sdk.TextContent({ text: 'grün' });
            yield new sdk.BinaryContent({ data: bytes(3000), headers: { part: 1 } });
            yield new sdk.FileContent({ data: bytes(10), name: 'x.bin', mimeType: 'a/b' });
            for (sent = 0; sent < 50; sent++) {
                yield new sdk.JsonContent({ json: { n: sent } });
            }
        })());
        for await (const item of stream) {
            items.push(item);
        }
        assert.equal(items.pop().method, 'close', toolkit);
        assert.equal(items.length, 53, toolkit);
        assert.equal(items[0].text, 'GRÜN');
        assert.deepEqual(Uint8Array.from(items[1].data), bytes(3000));
        assert.deepEqual(items[1].headers, { part: 1 });
        assert.equal(items[2].name, 'x.bin');
        assert.deepEqual(items.slice(3).map((item) => item.json.n), Array.from({ length: 50 }, (_, i) => i));
        // an error in the middle, and one at the end
        const stumbled = [];
        for await (const item of await open('stumble', (async function* () {})())) {
            stumbled.push(item);
        }
        assert.equal(stumbled.pop().method, 'close');
        assert.deepEqual(stumbled.map((item) => item.text), ['before', 'a stumble', 'after', 'no luck']);
        assert.equal(typeof stumbled[1].code, 'number');
        assert.equal((await failure(open('nothing', (async function* () {})()))).code, 1003);
    }
    say('ready'); // Java uses the toolkit that is hosted here
    await hear('end');
    room.dispose();
    provider.dispose();
};
