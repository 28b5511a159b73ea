package dev.taskrunner.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskrunner.wire.RawJson;
import dev.taskrunner.wire.WireException;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PythonJsonTest {

    private static String write(String json) throws WireException {
        return PythonJson.write(RawJson.parse(json));
    }

    @Test
    @DisplayName("Vector of §A.6: escapes, separators, floats")
    void vector() throws Exception {
        String json =
                "{\"a\":\"\ud83d\ude00/\u007f\\n\\u0001\",\"b\":1.0,\"c\":1e5,\"d\":1e22,\"e\":0.1,\"f\":[true,null],\"g\":{}}";
        assertThat(write(json))
                .isEqualTo("{\"a\": \"\\ud83d\\ude00/\\u007f\\n\\u0001\", \"b\": 1.0, \"c\": 100000.0, \"d\": 1e+22,"
                        + " \"e\": 0.1, \"f\": [true, null], \"g\": {}}");
    }

    @ParameterizedTest
    @DisplayName("What Python wrote for the same JSON")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[]|[]",
                "[ ]|[]",
                "{\"b\":1,\"a\":2}|{\"b\": 1, \"a\": 2}",
                "[1,-1,0,-0,123456789012345678901234567890]|[1, -1, 0, 0, 123456789012345678901234567890]",
                "[-0.0,1E2,1e-7]|[-0.0, 100.0, 1e-07]",
                "\"\\b\\f\\n\\r\\t\\\"\\\\\\/\"|\"\\b\\f\\n\\r\\t\\\"\\\\/\"",
                "\"\\u00e9é\\ud800\"|\"\\u00e9\\u00e9\\ud800\"",
                "{\"é\":\"\"}|{\"\\u00e9\": \"\"}",
                "{\"a\":1,\"b\":2,\"a\":3}|{\"a\": 3, \"b\": 2}",
                "[[true],{\"x\":[false,null]}]|[[true], {\"x\": [false, null]}]"
            })
    void asPython(String json, String expected) throws Exception {
        assertThat(write(json)).isEqualTo(expected);
    }

    @ParameterizedTest
    @DisplayName("Floats by their bits, as Python's repr writes them")
    @ValueSource(
            strings = {
                "3ff0000000000000 1.0",
                "3fb999999999999a 0.1",
                "40f86a0000000000 100000.0",
                "430c6bf526340000 1000000000000000.0",
                "4341c37937e08000 1e+16",
                "434aa535d3d0c000 1.5e+16",
                "437b69b4ba630f35 1.2345678901234568e+17",
                "4480f0cf064dd592 1e+22",
                "44b52d02c7e14af6 1e+23",
                "4340000000000000 9007199254740992.0",
                "0000000000000001 5e-324",
                "0010000000000000 2.2250738585072014e-308",
                "7fefffffffffffff 1.7976931348623157e+308",
                "3f1a36e2eb1c432d 0.0001",
                "3ee4f8b588e368f1 1e-05",
                "3f202e4b6ce5dc68 0.00012345",
                "3d30000000000000 5.684341886080802e-14",
                "0000000000000001 5e-324",
                "43b0000000000000 1.152921504606847e+18",
                "3e70000000000000 5.960464477539063e-08",
                "3f60624dd2f1a9fc 0.002",
                "4011666666666666 4.35",
                "3fd3333333333333 0.3",
                "3fd5555555555555 0.3333333333333333",
                "4340000000000000 9007199254740992.0",
                "444b1ae4d6e2ef50 1e+21",
                "8000000000000000 -0.0",
                "bff8000000000000 -1.5",
                "4059000000000000 100.0",
                "40c81cd6c8b43958 12345.678",
                "0010000000000000 2.2250738585072014e-308",
                "4630000000000000 1.2676506002282294e+30",
                "39b0000000000000 7.888609052210118e-31",
                "3eb0000000000000 9.5367431640625e-07",
                "4580000000000000 6.189700196426902e+26",
                "0170000000000000 9.332636185032189e-302",
                "f2a74de452e6b438 -1.989032661366619e+244",
                "6513270e269e0d37 7.761117632285041e+178",
                "0c5c7fd0a6a3a450 3.980498358697587e-249",
                "d23f0824128b2f33 -1.5432835417340557e+88",
                "1818e811892f902b 1.3647584518757569e-192",
                "9531985d5d9dc9f8 -1.3701135617873088e-206",
                "e8e25d940ed90475 -1.7160537630466207e+197",
                "36f675cc81e74ef5 6.294675241195386e-44",
                "1600a35a099950d8 1.0613447212142254e-202",
                "6b0d549b6f03675a 4.708325160387546e+207",
                "3d9c172411e20b8f 6.387016158513563e-12",
                "8d116ece1738f7d9 -9.973130378568733e-246",
                "0f21ddb66cad4a26 8.779753225680271e-236",
                "90c192cfd3ac94af -5.795503248498993e-228",
                "f28c105d1fb17c23 -5.988180159386011e+243",
                "a170b33839263059 -1.306052388527796e-147",
                "953f48f1a09f76b5 -2.436117699484841e-206",
                "0fd630f1f29d0da9 2.233386999150174e-232",
                "95e60af593bd04cf -3.51527970626667e-203",
                "0cb1e29c658cda14 1.5987381841032883e-247",
                "3898d190f9ebdacc 4.6678633181812096e-36",
                "8e81973e0becd7b0 -8.441872792105456e-239",
                "2217beaddbc496cb 1.9015657400796622e-144",
                "6b4cb2424a23d596 7.370437700706684e+208"
            })
    void floats(String vector) {
        double value = Double.longBitsToDouble(Long.parseUnsignedLong(vector.substring(0, 16), 16));
        assertThat(PythonJson.repr(value)).isEqualTo(vector.substring(17));
    }

    @Test
    @DisplayName("Every float reads back as itself, in no more digits than Java takes")
    void roundTrip() {
        Random random = new Random(11);
        for (int i = 0; i < 20_000; i++) {
            double value = Double.longBitsToDouble(random.nextLong());
            if (Double.isFinite(value)) {
                String text = PythonJson.repr(value);
                assertThat(Double.parseDouble(text)).isEqualTo(value);
                assertThat(digits(text)).isLessThanOrEqualTo(digits(Double.toString(value)));
            }
        }
    }

    private static int digits(String number) {
        return number.replaceAll("[eE].*", "")
                .replaceAll("[^0-9]", "")
                .replaceAll("^0+|0+$", "")
                .length();
    }

    @Test
    @DisplayName("Writing what was written changes nothing")
    void idempotent() throws Exception {
        String once = write("{\"ü\":[1.50,2,{\"x\":\"\\u0000\u2028\"}],\"n\":null}");
        assertThat(write(once)).isEqualTo(once);
        assertThat(once.chars()).allMatch(unit -> unit >= ' ' && unit < 0x7f);
    }

    @Test
    @DisplayName("An event that is no JSON object is refused")
    void events() throws Exception {
        assertThatThrownBy(() -> WebhookEvent.read(RawJson.parse("[]"))).isInstanceOf(WireException.class);
        assertThatThrownBy(() -> WebhookEvent.read(RawJson.parse("{\"event\":1,\"data\":{}}")))
                .isInstanceOf(WireException.class)
                .hasMessageContaining("event");
        assertThatThrownBy(() -> WebhookEvent.read(RawJson.parse("{\"event\":\"room.call\"}")))
                .isInstanceOf(WireException.class)
                .hasMessageContaining("data");
    }
}
