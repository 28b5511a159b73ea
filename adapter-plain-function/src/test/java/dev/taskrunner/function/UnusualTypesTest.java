package dev.taskrunner.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIdentityInfo;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.annotation.ObjectIdGenerators;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonPOJOBuilder;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.deser.std.FromStringDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Types that are less common, and those that are refused when the runner is made. */
class UnusualTypesTest {
    static final class Immutable {
        private final int a;
        private final String b;

        Immutable(int a, String b) {
            this.a = a;
            this.b = b;
        }

        public int getA() {
            return a;
        }

        public String getB() {
            return b;
        }
    }

    static final class PublicImmutable {
        private final int a;
        private final List<String> b;

        public PublicImmutable(int a, List<String> b) {
            this.a = a;
            this.b = b;
        }

        public int getA() {
            return a;
        }

        public List<String> getB() {
            return b;
        }
    }

    record Id(@JsonValue String text) {}

    record Number7(@JsonValue long number) {}

    record Ids(Id id, List<Id> more, Map<String, Id> by, Number7 seven) {}

    static final class Money {
        final String text;

        @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
        Money(String text) {
            this.text = text;
        }

        @JsonValue
        public String text() {
            return text;
        }
    }

    @JsonDeserialize(builder = Built.Builder.class)
    static final class Built {
        private final int size;

        private Built(int size) {
            this.size = size;
        }

        public int getSize() {
            return size;
        }

        @JsonPOJOBuilder(withPrefix = "")
        static final class Builder {
            private int size;

            public Builder size(int value) {
                size = value;
                return this;
            }

            public Built build() {
                return new Built(size);
            }
        }
    }

    static final class Open {
        public int known;
        private final Map<String, Integer> rest = new HashMap<>();

        @JsonAnySetter
        public void put(String name, Integer value) {
            rest.put(name, value);
        }

        @JsonAnyGetter
        public Map<String, Integer> rest() {
            return rest;
        }
    }

    record Formatted(
            @JsonFormat(pattern = "dd/MM/yyyy") LocalDate day,
            @JsonFormat(shape = JsonFormat.Shape.STRING) int number) {}

    @JsonFormat(shape = JsonFormat.Shape.ARRAY)
    record Point(int x, String y) {}

    record Points(List<Point> points) {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.DEDUCTION)
    @JsonSubTypes({@JsonSubTypes.Type(ByName.class), @JsonSubTypes.Type(ByCode.class)})
    sealed interface Deduced permits ByName, ByCode {}

    record ByName(String name) implements Deduced {}

    record ByCode(int code) implements Deduced {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, include = JsonTypeInfo.As.WRAPPER_ARRAY)
    @JsonSubTypes({@JsonSubTypes.Type(value = InArray.class, name = "in")})
    interface Arrayed {}

    record InArray(int a) implements Arrayed {}

    @JsonTypeInfo(
            use = JsonTypeInfo.Id.NAME,
            property = "kind",
            include = JsonTypeInfo.As.EXISTING_PROPERTY,
            visible = true)
    @JsonSubTypes({
        @JsonSubTypes.Type(value = Kind1.class, name = "one"),
        @JsonSubTypes.Type(value = Kind2.class, name = "two")
    })
    sealed interface Kinded permits Kind1, Kind2 {}

    record Kind1(String kind, int a) implements Kinded {}

    record Kind2(String kind, String b) implements Kinded {}

    record Polymorphic(Deduced deduced, Arrayed arrayed, Kinded kinded) {}

    sealed interface Result<T> permits Ok, Err {}

    record Ok<T>(T value) implements Result<T> {}

    record Err<T>(String type) implements Result<T> {}

    sealed interface Op permits BinaryOp, Custom {}

    enum BinaryOp implements Op {
        ADD,
        SUB
    }

    record Custom(String name) implements Op {}

    abstract static sealed class Base permits Leaf {
        public int shared;
    }

    static final class Leaf extends Base {
        public String own = "";

        @Override
        public boolean equals(Object other) {
            return other instanceof Leaf that && shared == that.shared && Objects.equals(own, that.own);
        }

        @Override
        public int hashCode() {
            return shared;
        }
    }

    record Sealed(Result<Integer> result, List<Op> ops, Base base) {}

    record Collections(
            Map<Integer, String> byNumber,
            Map<UUID, Integer> byId,
            SortedMap<String, List<int[]>> arrays,
            int[][] grid,
            ArrayList<Long> list) {}

    record Zoned(ZonedDateTime time, Date date) {}

    static final class Celsius {
        final double degrees;

        Celsius(double degrees) {
            this.degrees = degrees;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Celsius that && degrees == that.degrees;
        }

        @Override
        public int hashCode() {
            return Double.hashCode(degrees);
        }
    }

    static final class CelsiusSerializer extends StdSerializer<Celsius> {
        private static final long serialVersionUID = 1L;

        CelsiusSerializer() {
            super(Celsius.class);
        }

        @Override
        public void serialize(Celsius value, JsonGenerator out, SerializerProvider provider) throws IOException {
            out.writeString(value.degrees + "C");
        }

        @Override
        public void acceptJsonFormatVisitor(
                com.fasterxml.jackson.databind.jsonFormatVisitors.JsonFormatVisitorWrapper visitor,
                com.fasterxml.jackson.databind.JavaType type)
                throws com.fasterxml.jackson.databind.JsonMappingException {
            visitor.expectStringFormat(type);
        }
    }

    static final class CelsiusDeserializer extends FromStringDeserializer<Celsius> {
        private static final long serialVersionUID = 1L;

        CelsiusDeserializer() {
            super(Celsius.class);
        }

        @Override
        protected Celsius _deserialize(String value, com.fasterxml.jackson.databind.DeserializationContext context) {
            return new Celsius(Double.parseDouble(value.replace("C", "")));
        }
    }

    record Weather(
            @JsonSerialize(using = CelsiusSerializer.class) @JsonDeserialize(using = CelsiusDeserializer.class)
            Celsius now,

            String place) {}

    record Positive(int value) {
        Positive {
            if (value < 0) {
                throw new IllegalArgumentException("must not be negative");
            }
        }
    }

    record Empty() {}

    static class Looping {
        @JsonUnwrapped
        public Looping inner;
    }

    @JsonIdentityInfo(generator = ObjectIdGenerators.IntSequenceGenerator.class)
    static class Identified {
        public int a;
    }

    interface Anything {
        int size();
    }

    record HoldsAnything(Anything thing) {}

    @Test
    void classesMadeByConstructorsAndBuilders() {
        Promise.of(PublicImmutable.class).holds(new PublicImmutable(1, List.of("b")));
        Promise.of(PublicImmutable.class).refuses("{\"a\":1}", "/b");
        Promise.of(Built.class).accepts("{\"size\":3}");
        Promise.of(Money.class).holds(new Money("3 EUR"));
        Promise.of(Immutable.class).holds(new Immutable(1, "b"));
    }

    @Test
    void valueTypesAreTheirValue() {
        Promise<Ids> it = Promise.of(Ids.class);
        it.holds(new Ids(new Id("a"), List.of(new Id("b")), Map.of("k", new Id("c")), new Number7(7)));
        it.refuses("{\"id\":3,\"more\":[],\"by\":{},\"seven\":7}", "/id");
    }

    @Test
    void otherMembersAreTyped() {
        Promise<Open> it = Promise.of(Open.class);
        assertThat(it.accepts("{\"known\":1,\"x\":2}").rest()).containsEntry("x", 2);
        it.refuses("{\"known\":1,\"x\":\"a\"}", "/x");
    }

    @Test
    void formatsOfMembers() {
        Promise<Formatted> it = Promise.of(Formatted.class);
        it.holds(new Formatted(LocalDate.of(2026, 1, 2), 5));
        assertThat(it.property("number").path("type").asText()).isEqualTo("string");
        it.refuses("{\"day\":\"2026-01-02\",\"number\":\"5\"}", "/day");
        Promise.of(Points.class).holds(new Points(List.of(new Point(1, "a"))));
    }

    @Test
    void everyWayToNameSubtypes() {
        Promise<Polymorphic> it = Promise.of(Polymorphic.class);
        it.holds(new Polymorphic(new ByName("a"), new InArray(1), new Kind1("one", 1)));
        it.holds(new Polymorphic(new ByCode(2), new InArray(1), new Kind2("two", "b")));
        it.refuses(
                "{\"deduced\":{\"name\":1},\"arrayed\":[\"in\",{\"a\":1}],\"kinded\":{\"kind\":\"one\",\"a\":1}}",
                "/deduced");
    }

    @Test
    void sealedGenericsEnumsAndClasses() {
        Promise<Sealed> it = Promise.of(Sealed.class);
        Leaf leaf = new Leaf();
        leaf.shared = 3;
        it.holds(new Sealed(new Ok<>(1), List.of(BinaryOp.SUB, new Custom("c")), leaf));
        it.holds(new Sealed(new Err<>("t"), List.of(), leaf));
        it.refuses(
                "{\"result\":{\"@type\":\"Ok\",\"value\":\"x\"},\"ops\":[],\"base\":{\"type\":\"Leaf\",\"shared\":1,\"own\":\"\"}}",
                "/result/value");
    }

    @Test
    void keysAndArrays() {
        Promise<Collections> it = Promise.of(Collections.class);
        it.holds(new Collections(
                Map.of(1, "a"),
                Map.of(new UUID(1, 2), 3),
                new TreeMap<>(Map.of("k", List.of(new int[] {1}))),
                new int[][] {{1}, {2, 3}},
                new ArrayList<>(List.of(4L))));
        it.refuses("{\"byNumber\":{\"x\":\"a\"},\"byId\":{},\"arrays\":{},\"grid\":[],\"list\":[]}", "/byNumber/x");
    }

    @Test
    void zonesAreKept() {
        Promise.of(Zoned.class)
                .holds(new Zoned(ZonedDateTime.of(2026, 1, 2, 3, 4, 5, 6, ZoneId.of("Europe/Paris")), new Date(1234)));
    }

    @Test
    void ownSerializersAreAsked() {
        Promise<Weather> it = Promise.of(Weather.class);
        it.holds(new Weather(new Celsius(1.5), "here"));
        assertThat(it.property("now").path("type").asText()).isEqualTo("string");
        it.refuses("{\"now\":1.5,\"place\":\"here\"}", "/now");
    }

    @Test
    void constructorsHaveTheLastWord() {
        Promise<Positive> it = Promise.of(Positive.class);
        it.holds(new Positive(1));
        assertThatThrownBy(() -> Promise.run(it.runner, "{\"value\":-1}")).hasMessageContaining("must not be negative");
        assertThat(it.calls).hasValue(1);
        Promise.of(Empty.class).accepts("{}");
    }

    @Test
    void timestampsWhereTheMapperWritesThem() {
        ObjectMapper mapper =
                JsonMapper.builder().addModule(new JavaTimeModule()).build();
        Promise<Instant> it = new Promise<>(TypeToken.of(Instant.class), FunctionOptions.DEFAULT.withMapper(mapper));
        it.holds(Instant.ofEpochMilli(1500));
        Promise<LocalDate> day =
                new Promise<>(TypeToken.of(LocalDate.class), FunctionOptions.DEFAULT.withMapper(mapper));
        day.holds(LocalDate.of(2026, 1, 2));
    }

    @Test
    void treesAndMapsAreAnything() {
        Promise<JsonNode> tree = Promise.of(JsonNode.class);
        assertThat(tree.accepts("{\"a\":1}").path("a").asInt()).isEqualTo(1);
        Promise<Map<String, Object>> map = Promise.of(new TypeToken<Map<String, Object>>() {});
        assertThat(map.accepts("{\"a\":[1]}")).containsKey("a");
    }

    @Test
    void whatNoSchemaCanSayIsRefused() {
        assertThatThrownBy(() -> Promise.of(Looping.class)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Promise.of(Identified.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("@JsonIdentityInfo");
        assertThatThrownBy(() -> Promise.of(HoldsAnything.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("abstract");
        FunctionOptions strict = FunctionOptions.DEFAULT.withProfile(SchemaProfile.OPENAI_STRICT);
        assertThatThrownBy(() -> new Promise<>(TypeToken.of(Collections.class), strict))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("maps");
        new Promise<>(TypeToken.of(Defaulted.class), strict).accepts("{\"limit\":null}");
    }

    record Defaulted(@JsonProperty(defaultValue = "7") int limit) {}
}
