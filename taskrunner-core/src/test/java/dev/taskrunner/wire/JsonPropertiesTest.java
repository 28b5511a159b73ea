package dev.taskrunner.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random values and random damage, with Jackson as the referee; each run shows its seed. */
class JsonPropertiesTest {
    private static final ObjectMapper JACKSON = new ObjectMapper();
    private static final Pattern HALF_PAIR = Pattern.compile("\\\\u[dD][89a-fA-F]");

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 60);
    }

    private static JsonFields fields(Map<String, @Nullable Object> values) {
        JsonFields.Builder builder = JsonFields.builder();
        values.forEach(builder::put);
        return builder.build();
    }

    private static void assertHolds(@Nullable RawJson raw, @Nullable Object value) throws Exception {
        assertThat(raw).isNotNull();
        assertThat(raw.value()).isEqualTo(value);
    }

    @ParameterizedTest(name = "§13-9: builder, pack, unpack, seed {0}")
    @MethodSource("seeds")
    void roundTrip(long seed) throws Exception {
        Random random = new Random(seed);
        for (int i = 0; i < 30; i++) {
            Map<String, @Nullable Object> values = map(random, 0);
            byte[] attachment = new byte[random.nextInt(50)];
            random.nextBytes(attachment);
            Message sent = Message.of(i, "t", Body.of(fields(values), ByteBuffer.wrap(attachment)));
            Body received = Message.of(i, "t", sent.data()).body();
            assertThat(received.json().names()).containsExactlyElementsOf(values.keySet());
            assertThat(received.json().toRaw().value()).isEqualTo(values);
            assertThat(Hex.array(received.attachment())).isEqualTo(attachment);
            for (Map.Entry<String, @Nullable Object> member : values.entrySet()) {
                assertHolds(received.json().raw(member.getKey()), member.getValue());
            }
        }
    }

    @ParameterizedTest(name = "§13-10: damaged bodies unpack or throw WireException, as Jackson sees them, seed {0}")
    @MethodSource("seeds")
    void damage(long seed) throws Exception {
        Random random = new Random(seed);
        int accepted = 0;
        for (int i = 0; i < 300; i++) {
            byte[] json = (random.nextBoolean() ? JACKSON.writer() : JACKSON.writerWithDefaultPrettyPrinter())
                    .writeValueAsBytes(map(random, 0));
            accepted += check(mutated(json, random)) ? 1 : 0;
        }
        assertThat(accepted).isBetween(1, 299);
    }

    @ParameterizedTest(name = "§13-10: every prefix of a packed body throws or unpacks, seed {0}")
    @MethodSource("seeds")
    void prefixes(long seed) throws Exception {
        Random random = new Random(seed);
        byte[] data =
                Hex.array(Message.of(1, "t", Body.of(RawJson.of(map(random, 0)).fields(), Hex.bytes("010203")))
                        .data());
        for (int size = 0; size <= data.length; size++) {
            boolean unpacked = unpacks(Arrays.copyOf(data, size));
            assertThat(unpacked)
                    .as("prefix of %s of %s bytes", size, data.length)
                    .isEqualTo(size >= data.length - 3);
        }
        for (int i = 0; i < 500; i++) {
            unpacks(mutated(data, random));
        }
    }

    private static boolean unpacks(byte[] data) {
        try {
            Body body = Body.unpack(ByteBuffer.wrap(data));
            body.json()
                    .names()
                    .forEach(name -> assertThat(body.json().raw(name)).isNotNull());
            return true;
        } catch (WireException e) {
            return false;
        }
    }

    /** Decimals keep digits that a double has no place for; as doubles they are the same. */
    private static int compare(JsonNode one, JsonNode other) {
        boolean same =
                one.equals(other) || one.isNumber() && other.isNumber() && one.doubleValue() == other.doubleValue();
        return same ? 0 : 1;
    }

    /** Both sides must agree on what is JSON and what it says, infinity excepted; returns whether it was. */
    private static boolean check(byte[] json) throws IOException {
        JsonNode expected = judge(json);
        try {
            RawJson parsed = RawJson.parse(json);
            if (expected == null && HALF_PAIR.matcher(text(json)).find()) {
                return true; // valid, but Jackson takes half a surrogate pair in values only, not in names
            }
            assertThat(expected)
                    .as("accepted what Jackson refuses: %s", text(json))
                    .isNotNull();
            assertThat(expected.equals(JsonPropertiesTest::compare, parsed.as(JsonNode.class)))
                    .as(text(json))
                    .isTrue();
            if (parsed.isObject()) {
                assertThat(JACKSON.readTree(JsonFields.builder()
                                .putAll(parsed.fields())
                                .toRaw()
                                .toBytes()))
                        .isEqualTo(expected);
            }
            return true;
        } catch (WireException e) {
            assertThat(expected)
                    .as("refused what Jackson accepts: %s", text(json))
                    .isNull();
            return false;
        }
    }

    private static @Nullable JsonNode judge(byte[] json) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(json));
            JsonNode tree = JACKSON.readTree(json);
            try (JsonParser parser = new JsonFactory().createParser(json)) {
                parser.nextToken();
                parser.skipChildren();
                return parser.nextToken() == null
                                && !tree.isMissingNode()
                                && !tree.toString().contains("Infinity\"")
                        ? tree
                        : null;
            }
        } catch (CharacterCodingException | JsonProcessingException e) {
            return null;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String text(byte[] json) {
        return new String(json, StandardCharsets.UTF_8);
    }

    private static byte[] mutated(byte[] original, Random random) {
        byte[] bytes = original.clone();
        String likely = "{}[]\",:\\0123456789-+.eEtrufalsn \n\tbu/\u0001";
        for (int n = 1 + random.nextInt(2); n > 0; n--) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(4)) {
                case 0 -> bytes[at] = (byte) random.nextInt(256);
                case 1 -> bytes[at] = (byte) likely.charAt(random.nextInt(likely.length()));
                case 2 -> bytes = Arrays.copyOf(bytes, Math.max(1, at));
                default -> System.arraycopy(bytes, at, bytes, random.nextInt(at + 1), bytes.length - at);
            }
        }
        return bytes;
    }

    private static Map<String, @Nullable Object> map(Random random, int depth) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        for (int n = random.nextInt(6); n > 0; n--) {
            map.put(string(random), value(random, depth));
        }
        return map;
    }

    private static @Nullable Object value(Random random, int depth) {
        switch (random.nextInt(depth > 3 ? 6 : 8)) {
            case 0:
                return null;
            case 1:
                return random.nextBoolean();
            case 2:
                return random.nextInt();
            case 3:
                return (1L << 40) + random.nextInt();
            case 4:
                return random.nextGaussian() * Math.pow(10, random.nextInt(40) - 20);
            case 5:
                return string(random);
            case 6:
                return map(random, depth + 1);
            default:
                List<@Nullable Object> list = new ArrayList<>();
                for (int n = random.nextInt(5); n > 0; n--) {
                    list.add(value(random, depth + 1));
                }
                return list;
        }
    }

    private static String string(Random random) {
        StringBuilder text = new StringBuilder();
        for (int n = random.nextInt(12); n > 0; n--) {
            int code = random.nextInt(random.nextBoolean() ? 0x80 : 0x11000);
            text.appendCodePoint(code >= 0xD800 && code <= 0xDFFF ? 'x' : code);
        }
        return text.toString();
    }
}
