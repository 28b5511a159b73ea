'use strict';
// current §5.9: documents as streams, and the same ones by the messages of the classic generation

const DENIED = 1001;
const MISSING = 1003;
const EXISTS = 1004;

/** A note of lines, as this package describes one. */
function noteSchema({ MeshSchema, ElementType, ChildProperty, ValueProperty }) {
    const lines = new ChildProperty({ name: 'lines', description: '', childTagNames: ['line'] });
    const text = new ValueProperty({ name: 'text', description: '', type: 'string' });
    return new MeshSchema({
        rootTagName: 'note',
        elements: [
            new ElementType({ tagName: 'note', description: '', properties: [lines] }),
            new ElementType({ tagName: 'line', description: '', properties: [text] }),
        ],
    });
}

module.exports = async ({ join, sdk, assert, say, hear, failure, eventually, env, version }) => {
    const schema = noteSchema(sdk);
    const path = `notes/${version}.note`;
    const room = await join();
    const texts = (document) => document.root.getChildren().map((line) => line.getAttribute('text'));
    const shows = (document, ...all) =>
        eventually(`the lines ${all}`, () => JSON.stringify(texts(document)) === JSON.stringify(all));
    const write = (document, text) => document.root.createChildElement('line', { text });

    // what is written here, a client of the classic messages copies to another document, update by update
    const mine = await room.sync.open(path, { create: true, schema });
    say('made');
    await hear('open');
    write(mine, 'one');
    write(mine, 'grün');
    const copy = await room.sync.open(`notes/${version}-copy.note`, { create: false, schema });
    await shows(copy, 'one', 'grün');
    write(mine, 'three');
    await shows(copy, 'one', 'grün', 'three');
    say('copied');

    // who may only read, and brings no schema, hears all; what it writes is refused and reaches nobody
    const reader = await join(env.OTHER_TOKEN);
    const read = await reader.sync.open(path, { create: false });
    await shows(read, 'one', 'grün', 'three');
    write(mine, 'four');
    await shows(read, 'one', 'grün', 'three', 'four');
    write(read, 'not allowed');
    if (version !== '0.35.8') {
        // that version does not always tell its program
        await eventually('the refusal', () =>
            reader.sync.sync(path, new Uint8Array([0, 0])).then(
                () => false,
                (error) => error.code === DENIED,
            ),
        );
    }
    write(mine, 'five');
    reader.dispose();

    // closed and opened again, it has all that was written
    await room.sync.close(path);
    const again = await room.sync.open(path, { create: false });
    await shows(again, 'one', 'grün', 'three', 'four', 'five');

    // 0.39.9 rejects not only the promise that it returned, but also one that nobody holds
    const loose = [];
    process.on('unhandledRejection', (error) => loose.push(error.code));
    assert.equal((await failure(room.sync.create(path))).code, EXISTS);
    assert.equal((await failure(room.sync.open('no.note', { create: false, schema }))).code, MISSING);
    assert.ok(loose.every((code) => code === MISSING), loose);
    room.dispose();
};
