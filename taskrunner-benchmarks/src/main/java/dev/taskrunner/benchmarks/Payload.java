package dev.taskrunner.benchmarks;

import dev.taskrunner.schema.JsonSchema;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The arguments that every subject carries: one JSON object of exactly the size asked for, most of it a list of small objects,
 * which is the dear form for parsers and validators. A runner answers with the same object, its {@code limit} one higher.
 */
final class Payload {
    /** Of the arguments and of the answer. */
    static final JsonSchema SCHEMA = JsonSchema.parse("""
            {
              "type": "object",
              "properties": {
                "task": {"type": "string", "minLength": 1, "maxLength": 64},
                "user": {"type": "string", "pattern": "^u-[0-9]+$"},
                "limit": {"type": "integer", "minimum": 1, "maximum": 1000},
                "dry": {"type": "boolean"},
                "tags": {"type": "array", "items": {"type": "string"}, "maxItems": 16},
                "items": {
                  "type": "array",
                  "items": {
                    "type": "object",
                    "properties": {
                      "id": {"type": "integer", "minimum": 0},
                      "name": {"type": "string", "minLength": 1},
                      "price": {"type": "number", "minimum": 0},
                      "qty": {"type": "integer", "minimum": 0}
                    },
                    "required": ["id", "name"],
                    "additionalProperties": false
                  }
                },
                "note": {"type": "string"}
              },
              "required": ["task", "user", "limit", "items"],
              "additionalProperties": false
            }
            """);

    static final String LIMIT = "limit";
    static final int ASKED = 10;
    static final int ANSWERED = 11;

    private static final String HEAD =
            "{\"task\":\"summarise\",\"user\":\"u-1234\",\"limit\":10,\"dry\":false,\"tags\":[\"a\",\"b\"],\"items\":[";
    private static final String TAIL = "],\"note\":\"";
    private static final String END = "\"}";
    private static final int DIGIT = HEAD.indexOf("10") + 1;

    private Payload() {}

    /** Arguments of so many bytes. */
    static byte[] arguments(int size) {
        StringBuilder json = new StringBuilder(size).append(HEAD);
        int room = size - TAIL.length() - END.length();
        for (int id = 0; ; id++) {
            String item =
                    "{\"id\":%d,\"name\":\"item-%d\",\"price\":%d.5,\"qty\":%d}".formatted(id, id, id % 97, id % 13);
            if (json.length() + item.length() + 1 > room) {
                break;
            }
            json.append(id == 0 ? "" : ",").append(item);
        }
        json.append(TAIL);
        while (json.length() + END.length() < size) {
            json.append((char) ('a' + json.length() % 26));
        }
        json.append(END);
        if (json.length() != size) {
            throw new IllegalArgumentException("no payload has " + size + " bytes; the smallest has " + json.length());
        }
        return json.toString().getBytes(StandardCharsets.US_ASCII);
    }

    /** Arguments of so many bytes that violate the schema twice: in front and, where there are items, in the last of them. */
    static byte[] invalid(int size) {
        String json = new String(arguments(size), StandardCharsets.US_ASCII).replace("\"limit\":10", "\"limit\":-1");
        int last = json.lastIndexOf("\"price\":");
        String broken =
                last < 0 ? json : json.substring(0, last) + "\"prise\":" + json.substring(last + "\"price\":".length());
        return broken.getBytes(StandardCharsets.US_ASCII);
    }

    /** What a runner that never parses answers: the parts of the arguments, one digit of {@code limit} changed. */
    static ByteBuffer[] increment(ByteBuffer arguments) {
        int from = arguments.position();
        return new ByteBuffer[] {
            arguments.slice(from, DIGIT),
            ByteBuffer.wrap(new byte[] {'1'}),
            arguments.slice(from + DIGIT + 1, arguments.remaining() - DIGIT - 1)
        };
    }

    /** Whether these bytes are the answer to arguments of so many bytes. */
    static boolean isAnswer(ByteBuffer answer, int size) {
        return answer.remaining() == size
                && answer.get(answer.position() + DIGIT) == '1'
                && answer.get(answer.limit() - 1) == '}';
    }
}
