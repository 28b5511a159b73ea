'use strict';
// current 50, current 51
module.exports = async ({ join, assert, failure, bytes, eventually, reconnects }) => {
    const room = await join();
    const events = [];
    for (const name of ['file.updated', 'file.deleted', 'file.moved']) {
        room.storage.on(name, (event) => events.push([name, event]));
    }
    assert.deepEqual(await room.storage.list('.schemas'), []);
    for (const size of [0, 13, 65_536, 1_000_000]) {
        const path = `folder/${size}.bin`;
        await room.storage.upload(path, bytes(size), { overwrite: true });
        assert.equal(await room.storage.exists(path), true);
        const file = await room.storage.download(path);
        assert.equal(file.name, `${size}.bin`);
        assert.deepEqual(Uint8Array.from(file.data), bytes(size));
    }
    await eventually('updates are heard of', () => events.filter(([name]) => name === 'file.updated').length === 4);
    const stat = await room.storage.stat('folder/13.bin');
    assert.equal(stat.size, 13);
    assert.equal(stat.isFolder, false);
    assert.equal(await room.storage.stat('nothing'), null);
    assert.equal((await room.storage.list('folder')).length, 4);
    await room.storage.delete('folder/0.bin');
    await eventually('a deletion is heard of', () => events.some(([name]) => name === 'file.deleted'));
    if (reconnects) {
        await room.storage.move('folder/13.bin', 'moved.bin');
        assert.equal(await room.storage.exists('folder/13.bin'), false);
        assert.deepEqual(Uint8Array.from((await room.storage.download('moved.bin')).data), bytes(13));
    }
    assert.equal((await failure(room.storage.download('nothing'))).code, 3001);
    assert.equal((await failure(room.storage.upload('folder/65536.bin', bytes(1), { overwrite: false }))).code, 3005);
    room.dispose();
};
