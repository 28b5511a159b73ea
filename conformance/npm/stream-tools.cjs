// Tools that take and give streams, for the toolkits of wire-toolkit.cjs.
'use strict';

/** Echoes a stream: text in capitals, all else as it came. */
async function* upper(sdk, items) {
    for await (const item of items) {
        yield item instanceof sdk.TextContent ? new sdk.TextContent({ text: item.text.toUpperCase() }) : item;
    }
}

async function* countTo(sdk, n) {
    for (let i = 1; i <= n; i++) {
        yield new sdk.JsonContent({ json: { i } });
    }
}

async function* stumble(sdk) {
    yield new sdk.TextContent({ text: 'before' });
    yield new sdk.ErrorContent({ text: 'a stumble', code: 1008 });
    yield new sdk.TextContent({ text: 'after' });
    yield { close: 1007, message: 'that is no data' };
}

async function concat(sdk, items) {
    let text = '';
    for await (const item of items) {
        text += item.text;
    }
    return new sdk.TextContent({ text });
}

module.exports = (sdk) => ({
    upper: { types: ['text', 'file'], input: true, output: true, run: (items) => upper(sdk, items) },
    count: { input: true, output: true, run: async () => countTo(sdk, 100) },
    stumble: { input: true, output: true, run: async () => stumble(sdk) },
    join: { types: ['text'], input: true, run: (items) => concat(sdk, items) },
    count_to: { output: true, run: async ({ json }) => countTo(sdk, json.to) },
    refuse: {
        input: true,
        output: true,
        run: async () => {
            throw { text: 'not today', code: 1005 };
        },
    },
});
