// A toolkit hosted message by message on the client's own protocol object, with any content and with streams: the hosting classes of
// these versions take and give JSON only, and no streams (current protocol §5.5).
'use strict';

/** Items that somebody else adds, in order, until the end. */
class Items {
    #items = [];
    #wake = () => {};

    add(item) {
        this.#items.push(item);
        this.#wake();
    }

    async *[Symbol.asyncIterator]() {
        while (true) {
            while (this.#items.length === 0) {
                await new Promise((resolve) => {
                    this.#wake = resolve;
                });
            }
            const item = this.#items.shift();
            if (item === null) {
                return;
            }
            yield item;
        }
    }
}

/** The content in a header and the bytes that came with it. */
const content = (sdk, header, payload) => sdk.unpackContent(sdk.packMessage(header, payload));

/**
 * Hosts tools: { name: { types, input, output, run(argument) } }, where input and output say whether that is a stream, and run gets
 * content, or many, and gives content, or many, or fails with { text, code }, or asks for { close: status, message } as its last item.
 */
module.exports = async ({ sdk, reconnects, room, name, tools }) => {
    const send = (type, data, id) => room.protocol.send(type, data, reconnects ? { id } : id);
    const inputs = new Map();
    const calls = [];

    const respond = (id, what) => send('room.tool_call_response', what.pack(), id);

    const item = (id, callId, what) => {
        const [chunk, payload] = sdk.unpackMessage(what.pack());
        return send('room.tool_call_response_chunk', sdk.packMessage({ tool_call_id: callId, chunk }, payload), id);
    };

    const stream = async (id, callId, items) => {
        await respond(id, new sdk.ControlContent({ method: 'open' }));
        let end = { method: 'close', statusCode: 1000 };
        for await (const one of items) {
            if (one.close) {
                end = { method: 'close', statusCode: one.close, message: one.message };
                break;
            }
            await item(id, callId, one);
        }
        await item(id, callId, new sdk.ControlContent(end));
    };

    const call = async (id, { name: tool, arguments: header, tool_call_id: callId, ...rest }, payload) => {
        calls.push({ tool, ...rest });
        const { run, input, output } = tools[tool];
        let argument = input ? new Items() : content(sdk, header, payload);
        if (input) {
            inputs.set(callId, argument);
        }
        try {
            const result = await run(argument);
            await (output ? stream(id, callId, result) : respond(id, result));
        } catch (error) {
            await respond(id, new sdk.ErrorContent({ text: error.text ?? String(error), code: error.code }));
        }
    };

    room.protocol.addHandler(`room.tool_call.${name}`, async (_protocol, id, _type, data) => {
        const [header, payload] = sdk.unpackMessage(data);
        call(id, header, payload); // not awaited: calls run side by side
    });
    room.protocol.addHandler(`room.tool_call_request_chunk.${name}`, async (_protocol, _id, _type, data) => {
        const [{ tool_call_id: callId, chunk }, payload] = sdk.unpackMessage(data);
        const ends = chunk.type === 'control' && chunk.method === 'close';
        inputs.get(callId).add(ends ? null : content(sdk, chunk, payload));
    });
    const spec = (stream, types) => ({ types, stream });
    await room.sendRequest('room.register_toolkit', {
        name,
        title: name,
        description: '',
        public: true,
        tools: Object.fromEntries(
            Object.entries(tools).map(([tool, { types = ['json'], input = false, output = false }]) => [
                tool,
                { title: tool, description: '', input_spec: spec(input, types), output_spec: spec(output, types) },
            ]),
        ),
    });
    return { calls };
};
