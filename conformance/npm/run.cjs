// Runs one scenario with one version of the published client: node run.cjs <version> <scenario>
//
// The test that starts this program says where the room is (URL, ROOM, TOKEN, OTHER_TOKEN) and talks over lines: what is said to it
// begins with '@', what it says comes on standard input. Exit 0 means that everything was as it should be.
'use strict';

const assert = require('node:assert/strict');
const readline = require('node:readline');

const [version, scenario] = process.argv.slice(2);
const sdk = require(`meshagent-${version}`);
const lines = readline.createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const reconnects = version !== '0.35.8';

const tools = {
    assert,
    sdk,
    version,
    reconnects,
    env: process.env,

    /** Tells the test something. */
    say: (word) => process.stdout.write(`@${word}\n`),

    /** Waits until the test says this. */
    async hear(word) {
        const { value, done } = await lines.next();
        assert.equal(done ? 'the end' : value, word);
    },

    /** A client of the room, not started. */
    client(token = process.env.TOKEN, options = {}) {
        const protocol = () => new sdk.WebSocketClientProtocol({ url: process.env.URL, token });
        return reconnects
            ? new sdk.RoomClient({ protocolFactory: protocol, ...options })
            : new sdk.RoomClient({ protocol: protocol() });
    },

    /** A client that is in the room. */
    async join(token) {
        const room = tools.client(token);
        await room.start();
        return room;
    },

    /** Hosts a toolkit, each version its own way; returns what stops it. */
    async host(room, name, list, isPublic = true) {
        if (reconnects) {
            class Hosted extends sdk.Toolkit {}
            const hosted = await sdk.startHostedToolkit({
                room,
                toolkit: new Hosted({ name, title: name, description: '', tools: list }),
                public_: isPublic,
            });
            return () => hosted.stop();
        }
        class Hosted extends sdk.RemoteToolkit {}
        const hosted = new Hosted({ name, title: name, description: '', room, tools: list });
        await hosted.start({ public_: isPublic });
        return () => hosted.stop();
    },

    /** A tool made of a function. */
    tool(name, inputSchema, execute) {
        class OneTool extends sdk.Tool {
            constructor() {
                super({ name, title: name, description: `does ${name}`, inputSchema });
            }
            async execute(args) {
                return execute(args);
            }
        }
        return new OneTool();
    },

    /** The failure of a promise that must fail. */
    async failure(promise) {
        try {
            await promise;
        } catch (error) {
            return error;
        }
        throw new assert.AssertionError({ message: 'should have failed' });
    },

    /** Waits for something to become true. */
    async eventually(what, condition) {
        const end = Date.now() + 30_000;
        while (!(await condition())) {
            if (Date.now() > end) {
                throw new assert.AssertionError({ message: `in vain: ${what}` });
            }
            await new Promise((resolve) => setTimeout(resolve, 25));
        }
    },

    bytes: (length) => Uint8Array.from({ length }, (_, i) => (i * 31) % 251),

    schema: {
        type: 'object',
        additionalProperties: false,
        required: ['a', 'b'],
        properties: { a: { type: 'integer' }, b: { type: 'integer' } },
    },
};

require(`./scenarios/${scenario}.cjs`)(tools).then(
    () => process.exit(0),
    (error) => {
        console.error(error);
        process.exit(1);
    },
);
