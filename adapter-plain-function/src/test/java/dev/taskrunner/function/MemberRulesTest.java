package dev.taskrunner.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonBackReference;
import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonIncludeProperties;
import com.fasterxml.jackson.annotation.JsonManagedReference;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.KeyDeserializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.ser.std.StdScalarSerializer;
import com.fasterxml.jackson.databind.util.StdConverter;
import java.io.IOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Annotations of Jackson on members and classes that change what a type looks like there. */
class MemberRulesTest {
    record Pair(String a, @Nullable Integer b) {}

    record Narrowed(
            @JsonIgnoreProperties({"b"}) Pair less,
            @JsonIncludeProperties({"a"}) List<Pair> list,
            Pair whole) {}

    static class Endless {
        @JsonIgnoreProperties({"name"})
        public List<Endless> more = new ArrayList<>();

        public String name = "";
    }

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Tolerant(int a) {}

    static class Owner {
        public String name = "o";

        @JsonManagedReference
        public List<Owned> things = new ArrayList<>();
    }

    static class Owned {
        public String name = "t";

        @JsonBackReference
        public @Nullable Owner owner;
    }

    static class ToText extends StdConverter<Integer, String> {
        @Override
        public String convert(Integer value) {
            return "n" + value;
        }
    }

    static class FromText extends StdConverter<String, Integer> {
        @Override
        public Integer convert(String value) {
            return Integer.valueOf(value.substring(1));
        }
    }

    record Converted(
            @JsonSerialize(converter = ToText.class) @JsonDeserialize(converter = FromText.class)
            Integer number,

            Integer plain) {}

    @JsonSerialize(converter = ToPair.class)
    @JsonDeserialize(converter = FromPair.class)
    static final class Hidden {
        final String text;

        Hidden(String text) {
            this.text = text;
        }
    }

    static class ToPair extends StdConverter<Hidden, Pair> {
        @Override
        public Pair convert(Hidden value) {
            return new Pair(value.text, 1);
        }
    }

    static class FromPair extends StdConverter<Pair, Hidden> {
        @Override
        public Hidden convert(Pair value) {
            return new Hidden(value.a());
        }
    }

    static class Bars extends StdScalarSerializer<Integer> {
        private static final long serialVersionUID = 1L;

        Bars() {
            super(Integer.class);
        }

        @Override
        public void serialize(Integer value, JsonGenerator out, SerializerProvider provider) throws IOException {
            out.writeString("|".repeat(value));
        }
    }

    static class CountBars extends StdScalarDeserializer<Integer> {
        private static final long serialVersionUID = 1L;

        CountBars() {
            super(Integer.class);
        }

        @Override
        public Integer deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            return parser.getText().length();
        }
    }

    static class WriteKey extends JsonSerializer<Integer> {
        @Override
        public void serialize(Integer value, JsonGenerator out, SerializerProvider provider) throws IOException {
            out.writeFieldName("k" + value);
        }
    }

    static class ReadKey extends KeyDeserializer {
        @Override
        public Object deserializeKey(String key, DeserializationContext context) {
            return Integer.valueOf(key.substring(1));
        }
    }

    record OwnElements(
            @JsonSerialize(contentUsing = Bars.class) @JsonDeserialize(contentUsing = CountBars.class)
            List<Integer> bars,

            @JsonSerialize(keyUsing = WriteKey.class) @JsonDeserialize(keyUsing = ReadKey.class)
            Map<Integer, Integer> keys) {}

    record Single(
            @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
            List<String> read) {}

    static class SingleWritten {
        @JsonFormat(
                with = {
                    JsonFormat.Feature.WRITE_SINGLE_ELEM_ARRAYS_UNWRAPPED,
                    JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY
                })
        public List<Integer> both = List.of(1);
    }

    record Days(@JsonFormat(pattern = "yyyyMMdd") List<LocalDate> days) {}

    enum Level {
        @JsonAlias({"lo", "least"})
        LOW,
        HIGH {
            @Override
            public String toString() {
                return "body";
            }
        }
    }

    record Levels(
            @JsonFormat(shape = JsonFormat.Shape.NUMBER) Level number, Level text) {}

    static class SkipsNull {
        @JsonSetter(nulls = Nulls.SKIP)
        public String text = "kept";

        @JsonSetter(nulls = Nulls.AS_EMPTY)
        public List<String> list = List.of("x");

        public String strict = "s";
    }

    @JsonInclude(JsonInclude.Include.NON_DEFAULT)
    record LeftOut(int number, boolean flag, String text) {}

    record Rest(int a, @JsonAnySetter @JsonAnyGetter Map<String, Integer> rest) {}

    static class SetterOnly {
        private int x;

        public void setX(int value) {
            this.x = value;
        }

        int seen() {
            return x;
        }
    }

    record Secret(
            @JsonProperty(access = JsonProperty.Access.WRITE_ONLY)
            String password,

            String user) {}

    class NeedsOuter {
        public int a;
    }

    record Letter(char letter) {}

    @Test
    void membersMayLeaveOutPropertiesOfTheirTypes() {
        Promise<Narrowed> it = Promise.of(Narrowed.class);
        it.holds(new Narrowed(new Pair("a", null), List.of(new Pair("b", null)), new Pair("c", 1)));
        it.refuses("{\"less\":{\"a\":1},\"list\":[],\"whole\":{\"a\":\"\"}}", "/less/a");
        assertThat(it.property("less").path("properties").has("b")).isFalse();
        assertThat(it.property("list").at("/items/properties").has("b")).isFalse();
        assertThatThrownBy(() -> Promise.of(Endless.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("contains itself without some of its properties ('more')");
    }

    @Test
    void aTypeMayIgnoreWhatItDoesNotKnow() {
        assertThat(Promise.of(Tolerant.class).accepts("{\"a\":1,\"z\":[2]}")).isEqualTo(new Tolerant(1));
    }

    @Test
    void referencesBackAreNotInTheJson() {
        Promise<Owner> it = Promise.of(Owner.class);
        Owner bound = it.accepts("{\"name\":\"o\",\"things\":[{\"name\":\"t\"}]}");
        assertThat(bound.things.get(0).owner).isSameAs(bound);
        assertThat(it.schema().toString()).doesNotContain("\"owner\"");
    }

    @Test
    void convertersPutAnotherTypeInPlace() {
        Promise<Converted> it = Promise.of(Converted.class);
        it.holds(new Converted(5, 6));
        assertThat(it.property("number").path("type").asText()).isEqualTo("string");
        it.refuses("{\"number\":5,\"plain\":6}", "/number");
        Promise<Hidden> hidden = Promise.of(Hidden.class);
        hidden.holds(new Hidden("x"));
        hidden.refuses("{\"a\":1}", "/a");
    }

    @Test
    void readersAndWritersOfElementsAndKeys() {
        Promise.of(OwnElements.class).holds(new OwnElements(List.of(2), Map.of(3, 4)));
    }

    @Test
    void aListOfOneMayBeTheOne() {
        Promise<Single> it = Promise.of(Single.class);
        assertThat(it.accepts("{\"read\":\"a\"}")).isEqualTo(new Single(List.of("a")));
        it.holds(new Single(List.of("a", "b")));
        it.refuses("{\"read\":3}", "/read");
        Promise.of(SingleWritten.class).holds(new SingleWritten());
    }

    @Test
    void formatsReachTheElements() {
        Promise<Days> it = Promise.of(Days.class);
        it.holds(new Days(List.of(LocalDate.of(2026, 1, 2))));
        it.refuses("{\"days\":[\"2026-01-02\"]}", "/days/0");
    }

    @Test
    void constantsAsNumbersAndUnderOtherNames() {
        Promise<Levels> it = Promise.of(Levels.class);
        it.holds(new Levels(Level.HIGH, Level.LOW));
        assertThat(it.accepts("{\"number\":0,\"text\":\"least\"}")).isEqualTo(new Levels(Level.LOW, Level.LOW));
        assertThat(it.property("number").path("enum"))
                .extracting(JsonNode::asInt)
                .contains(0, 1);
    }

    @Test
    void nullIsTakenWhereItIsSkipped() {
        Promise<SkipsNull> it = Promise.of(SkipsNull.class);
        SkipsNull bound = it.accepts("{\"text\":null,\"list\":null}");
        assertThat(bound.text).isEqualTo("kept");
        assertThat(bound.list).isEmpty();
        it.refuses("{\"strict\":null}", "/strict");
    }

    @Test
    void whatIsLeftOutOfRecordsComesBack() {
        Promise<LeftOut> it = Promise.of(LeftOut.class);
        assertThat(it.holds(new LeftOut(0, false, ""))).isEmpty();
        it.holds(new LeftOut(1, true, "t"));
    }

    @Test
    void recordsMayTakeTheRest() {
        Promise<Rest> it = Promise.of(Rest.class);
        it.holds(new Rest(1, new LinkedHashMap<>(Map.of("z", 2))));
        it.refuses("{\"a\":1,\"z\":\"x\"}", "/z");
    }

    @Test
    void membersThatAreOnlyRead() {
        assertThat(Promise.of(SetterOnly.class).accepts("{\"x\":3}").seen()).isEqualTo(3);
        FunctionTaskRunner login =
                FunctionTaskRunner.of("login", Secret.class, String.class, in -> in.password() + in.user());
        assertThat(Promise.run(login, "{\"password\":\"p\",\"user\":\"u\"}").toJson())
                .isEqualTo("\"pu\"");
        FunctionTaskRunner show = FunctionTaskRunner.of("show", Secret.class, () -> new Secret("p", "u"));
        assertThat(Promise.run(show, "{}").toJson()).isEqualTo("{\"user\":\"u\"}");
    }

    @Test
    void keysOfMapsReachTheLimitsOfTheirType() {
        Promise<Map<Integer, Integer>> ints = Promise.of(new TypeToken<Map<Integer, Integer>>() {});
        ints.holds(Map.of(Integer.MAX_VALUE, 1, Integer.MIN_VALUE, 2, -5, 3, 1_999_999_999, 4));
        ints.refuses("{\"2147483648\":1}", "/2147483648");
        ints.refuses("{\"-2147483649\":1}", "/-2147483649");
        ints.refuses("{\"3000000000\":1}", "/3000000000");
        Promise<Map<Long, Integer>> longs = Promise.of(new TypeToken<Map<Long, Integer>>() {});
        longs.holds(Map.of(Long.MAX_VALUE, 1, Long.MIN_VALUE, 2));
        longs.refuses("{\"9223372036854775808\":1}", "/9223372036854775808");
        Promise<Map<Byte, Integer>> bytes = Promise.of(new TypeToken<Map<Byte, Integer>>() {});
        bytes.holds(Map.of(Byte.MAX_VALUE, 1, Byte.MIN_VALUE, 2));
        bytes.refuses("{\"128\":1}", "/128");
    }

    @Test
    void aCharIsOneUnitOfText() {
        Promise.of(Letter.class).holds(new Letter('é'));
        Promise.of(Letter.class).refuses("{\"letter\":\"😀\"}", "/letter");
    }

    @Test
    void innerClassesAreToldToBecomeStatic() {
        assertThatThrownBy(() -> Promise.of(NeedsOuter.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("make it static");
    }

    @Test
    void optionalOfNarrowed() {
        Promise<Maybe> it = Promise.of(Maybe.class);
        it.holds(new Maybe(Optional.of(new Pair("a", 2))));
        it.holds(new Maybe(Optional.empty()));
    }

    record Maybe(Optional<Pair> pair) {}
}
