'use strict';
// current 22, current 35, current 36, current 37, current 42
const streamTools = require('../stream-tools.cjs');
const wireToolkit = require('../wire-toolkit.cjs');

async function collect(stream) {
    const items = [];
    for await (const item of stream) {
        items.push(item);
    }
    return items;
}

module.exports = async ({ join, assert, sdk, bytes, failure, env, reconnects }) => {
    const provider = await join(env.OTHER_TOKEN);
    await wireToolkit({ sdk, reconnects, room: provider, name: 'streams', tools: streamTools(sdk) });
    const room = await join();
    const open = (tool, input) => room.invokeStream({ toolkit: 'streams', tool, input });
    const texts = async function* (...all) {
        for (const text of all) {
            yield new sdk.TextContent({ text });
        }
    };
    const ended = (items, statusCode) => {
        const last = items.pop();
        assert.ok(last instanceof sdk.ControlContent);
        assert.equal(last.method, 'close');
        assert.equal(last.statusCode ?? 1000, statusCode);
        return last;
    };

    // both ways at once: the provider answers each item before the next is sent
    const echoed = await collect(await open('upper', mixed()));
    ended(echoed, 1000);
    assert.equal(echoed.length, 4);
    assert.equal(echoed[0].text, 'GRÜN');
    assert.deepEqual(Uint8Array.from(echoed[1].data), bytes(3000));
    assert.equal(echoed[1].name, 'x.bin');
    assert.deepEqual(Uint8Array.from(echoed[2].data), bytes(5));
    assert.deepEqual(echoed[2].headers, { part: 1 });
    assert.equal(echoed[3].text, 'END');

    async function* mixed() {
        yield* texts('grün');
        yield new sdk.FileContent({ data: bytes(3000), name: 'x.bin', mimeType: 'a/b' });
        yield new sdk.BinaryContent({ data: bytes(5), headers: { part: 1 } });
        yield* texts('end');
    }

    // only the answer; two callers' streams do not mix
    const counted = await Promise.all([open('count', texts()), open('count', texts())].map(async (s) => collect(await s)));
    for (const items of counted) {
        ended(items, 1000);
        assert.deepEqual(items.map((item) => item.json.i), Array.from({ length: 100 }, (_, i) => i + 1));
    }
    // only the input
    const joined = await room.invokeWithStreamInput({ toolkit: 'streams', tool: 'join', input: texts('a', 'b', 'c') });
    assert.equal(joined.text, 'abc');
    // errors: in the middle, at the end, and before anything
    const stumbled = await collect(await open('stumble', texts()));
    assert.equal(ended(stumbled, 1007).message, 'that is no data');
    assert.deepEqual(stumbled.map((item) => item.text), ['before', 'a stumble', 'after']);
    assert.equal(stumbled[1].code, 1008);
    const refused = await failure(open('refuse', texts()));
    assert.equal(refused.message, 'not today');
    assert.equal(refused.code, 1005);
    assert.equal((await failure(open('nothing', texts()))).code, 1003);
    // who provides leaves in mid-stream
    const endless = await open('upper', (async function* () {
        yield* texts('one');
        await new Promise(() => {});
    })());
    const iterator = endless[Symbol.asyncIterator]();
    assert.equal((await iterator.next()).value.text, 'ONE');
    provider.dispose();
    const lost = (await iterator.next()).value;
    assert.ok(lost instanceof sdk.ErrorContent);
    assert.equal(lost.code, 1006);
    assert.equal((await iterator.next()).value.method, 'close');
    room.dispose();
};
