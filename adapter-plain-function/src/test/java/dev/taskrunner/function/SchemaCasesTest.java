package dev.taskrunner.function;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The rows of schema-cases.md that are about types. */
class SchemaCasesTest {
    static class Base {
        private int inherited;

        public int getInherited() {
            return inherited;
        }

        public void setInherited(int inherited) {
            this.inherited = inherited;
        }
    }

    static class Derived extends Base {
        public String own = "";
    }

    record Renamed(@JsonProperty("renamed") int a, int b) {}

    static class RenamedBean {
        @JsonProperty("first-name")
        private String firstName = "x";

        private int years;

        @JsonProperty("age")
        public int getYears() {
            return years;
        }

        public void setYears(int years) {
            this.years = years;
        }
    }

    @JsonIgnoreProperties({"internal"})
    static class Ignoring {
        public int kept;
        public int internal;

        @JsonIgnore
        public String secret = "s";
    }

    record Aliased(@JsonAlias({"surname", "family"}) String name) {}

    record Inner(int x, int y) {}

    record Unwrapping(String id, @JsonUnwrapped Inner inner) {}

    static class UnwrappingBean {
        public String id = "";

        @JsonUnwrapped(prefix = "in_")
        public Inner inner = new Inner(0, 0);
    }

    record Including(
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String note,

            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> tags) {}

    record Computed(double w, double h) {
        public double getArea() {
            return w * h;
        }
    }

    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    record Snake(int firstNumber, int secondNumber) {}

    record Camel(int firstNumber) {}

    enum Named {
        @JsonProperty("light-red")
        RED,
        BLUE {
            @Override
            public String toString() {
                return "body";
            }
        }
    }

    enum Valued {
        ONE("1st"),
        TWO("2nd");

        private final String code;

        Valued(String code) {
            this.code = code;
        }

        @JsonValue
        public String code() {
            return code;
        }
    }

    enum Created {
        ONE("1st"),
        TWO("2nd");

        private final String code;

        Created(String code) {
            this.code = code;
        }

        @JsonCreator
        static Created of(String text) {
            for (Created one : values()) {
                if (one.code.equals(text)) {
                    return one;
                }
            }
            throw new IllegalArgumentException(text);
        }

        @JsonValue
        public String code() {
            return code;
        }
    }

    record Enums(Named named, Valued valued, Created created, Map<Named, Integer> counts) {}

    sealed interface Shape permits Circle, Square, Group {}

    record Circle(double radius) implements Shape {}

    record Square(double side) implements Shape {}

    record Group(List<Shape> parts) implements Shape {}

    record Drawing(Shape main, List<Optional<Shape>> more, Circle circle) {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
    @JsonSubTypes({@JsonSubTypes.Type(value = Cat.class, name = "cat"), @JsonSubTypes.Type(Dog.class)})
    interface Animal {}

    record Cat(int lives) implements Animal {}

    @JsonTypeName("dog")
    record Dog(String name) implements Animal {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, include = JsonTypeInfo.As.WRAPPER_OBJECT)
    @JsonSubTypes({
        @JsonSubTypes.Type(value = On.class, name = "on"),
        @JsonSubTypes.Type(value = Off.class, name = "off")
    })
    sealed interface Switch permits On, Off {}

    record On(int level) implements Switch {}

    record Off(String reason) implements Switch {}

    record Zoo(Animal star, Map<String, Animal> others, Switch light) {}

    record Tree(String name, List<Tree> children) {}

    record Left(@Nullable Right right) {}

    record Right(@Nullable Left left) {}

    record Page<T>(List<T> items, int total) {}

    record Bounded<T extends Number>(T value, List<? extends Number> more) {}

    record Generic(Page<Circle> page, Map<String, List<Circle>> byName, List<? extends Circle> wild) {}

    record Times(
            LocalDate date,
            Instant instant,
            OffsetDateTime offset,
            Duration duration,
            LocalDateTime local,
            LocalTime time) {}

    record Texts(URI uri, UUID uuid, Locale locale, BigDecimal decimal, BigInteger big, byte[] bytes, char letter) {}

    record Options(Optional<String> a, OptionalInt b, OptionalLong c, OptionalDouble d, Optional<Inner> e) {}

    record Nulls(
            @Nullable String a, @jakarta.annotation.Nullable Integer b, int c, String d, List<@Nullable String> e) {}

    record Defaults(
            @JsonProperty(defaultValue = "7") int limit,
            @JsonProperty(defaultValue = "hi") String text,
            int plain) {}

    static class Initialised {
        public int limit = 10;
        public List<String> tags = List.of("a");
        public int plain;
    }

    @Test
    void inheritedFieldIsPresent() {
        Promise<Derived> it = Promise.of(Derived.class);
        assertThat(it.property("inherited").path("type").asText()).isEqualTo("integer");
        Derived value = new Derived();
        value.setInherited(3);
        value.own = "o";
        it.holds(value);
    }

    @Test
    void renamedPropertiesHaveOneName() {
        Promise<Renamed> it = Promise.of(Renamed.class);
        it.holds(new Renamed(1, 2));
        it.refuses("{\"a\":1,\"b\":2}", "/renamed");
        Promise<RenamedBean> bean = Promise.of(RenamedBean.class);
        assertThat(bean.schema().path("properties").fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder("first-name", "age");
        bean.holds(new RenamedBean());
    }

    @Test
    void ignoredPropertiesDoNotLeak() {
        Promise<Ignoring> it = Promise.of(Ignoring.class);
        assertThat(it.schema().path("properties").fieldNames()).toIterable().containsExactly("kept");
        it.holds(new Ignoring());
        it.refuses("{\"kept\":1,\"secret\":\"x\"}", "/secret");
        it.refuses("{\"kept\":1,\"internal\":1}", "/internal");
    }

    @Test
    void aliasesAreRead() {
        Promise<Aliased> it = Promise.of(Aliased.class);
        it.holds(new Aliased("a"));
        assertThat(it.accepts("{\"surname\":\"b\"}")).isEqualTo(new Aliased("b"));
        it.refuses("{}", "");
        it.refuses("{\"family\":3}", "/family");
    }

    @Test
    void unwrappedMembersAreFlat() {
        Promise<Unwrapping> it = Promise.of(Unwrapping.class);
        it.holds(new Unwrapping("i", new Inner(1, 2)));
        it.refuses("{\"id\":\"i\",\"x\":1}", "/y");
        Promise<UnwrappingBean> bean = Promise.of(UnwrappingBean.class);
        assertThat(bean.schema().path("properties").fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder("id", "in_x", "in_y");
        bean.holds(new UnwrappingBean());
    }

    @Test
    void leftOutMembersComeBack() {
        Promise<Including> it = Promise.of(Including.class);
        it.holds(new Including("n", List.of("t")));
        assertThat(it.holds(new Including(null, List.of()))).isEmpty();
    }

    @Test
    void computedMembersAreDropped() {
        Promise<Computed> it = Promise.of(Computed.class);
        it.holds(new Computed(2, 3));
        assertThat(it.property("area").path("readOnly").asBoolean()).isTrue();
        assertThat(it.accepts("{\"w\":2,\"h\":3}")).isEqualTo(new Computed(2, 3));
    }

    @Test
    void namingStrategiesAreHonoured() {
        Promise<Snake> it = Promise.of(Snake.class);
        assertThat(it.holds(new Snake(1, 2)).fieldNames())
                .toIterable()
                .containsExactly("first_number", "second_number");
        FunctionOptions options = FunctionOptions.DEFAULT.withMapper(JsonMapper.builder()
                .propertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE)
                .build());
        Promise<Camel> kebab = new Promise<>(TypeToken.of(Camel.class), options);
        assertThat(kebab.holds(new Camel(1)).fieldNames()).toIterable().containsExactly("first-number");
    }

    @Test
    void enumsHaveTheirJsonNames() {
        Promise<Enums> it = Promise.of(Enums.class);
        assertThat(it.property("named").path("enum"))
                .extracting(JsonNode::asText)
                .containsExactly("light-red", "BLUE");
        assertThat(it.property("valued").path("enum"))
                .extracting(JsonNode::asText)
                .containsExactly("1st", "2nd");
        it.holds(new Enums(Named.RED, Valued.TWO, Created.ONE, Map.of(Named.RED, 1)));
        it.holds(new Enums(Named.BLUE, Valued.ONE, Created.TWO, Map.of(Named.BLUE, 2)));
        it.refuses("{\"named\":\"RED\",\"valued\":\"1st\",\"created\":\"1st\",\"counts\":{}}", "/named");
    }

    @Test
    void sealedTypesWithoutAnnotations() {
        Promise<Shape> root = Promise.of(Shape.class);
        root.holds(new Circle(1));
        root.holds(new Group(List.of(new Square(2), new Group(List.of()))));
        root.refuses("{\"radius\":1.0}", "");
        root.refuses("{\"type\":\"Circle\",\"radius\":\"x\"}", "/radius");
        Promise<Drawing> it = Promise.of(Drawing.class);
        it.holds(new Drawing(new Square(2), List.of(Optional.of(new Circle(3)), Optional.empty()), new Circle(4)));
        it.accepts("{\"main\":{\"type\":\"Square\",\"side\":1},\"more\":[null],\"circle\":{\"radius\":1}}");
        it.refuses(
                "{\"main\":{\"type\":\"Square\",\"side\":1},\"more\":[],\"circle\":{\"type\":\"Square\",\"radius\":1}}",
                "/circle/type");
    }

    @Test
    void annotatedSubtypes() {
        Promise<Zoo> it = Promise.of(Zoo.class);
        it.holds(new Zoo(new Cat(9), Map.of("d", new Dog("rex")), new On(3)));
        it.holds(new Zoo(new Dog("rex"), Map.of(), new Off("r")));
        it.refuses("{\"star\":{\"kind\":\"cow\",\"lives\":1},\"others\":{},\"light\":{\"on\":{\"level\":1}}}", "/star");
    }

    @Test
    void recursionIsReferred() {
        Promise<Tree> it = Promise.of(Tree.class);
        it.holds(new Tree("a", List.of(new Tree("b", List.of()))));
        assertThat(it.schema().path("type").asText()).isEqualTo("object");
        assertThat(it.schema().at("/properties/children/items/$ref").asText()).startsWith("#/$defs/");
        it.refuses("{\"name\":\"a\",\"children\":[{\"name\":1,\"children\":[]}]}", "/children/0/name");
        Promise.of(Left.class).holds(new Left(new Right(new Left(null))));
    }

    @Test
    void genericsAreResolved() {
        Promise<Generic> it = Promise.of(Generic.class);
        it.holds(new Generic(
                new Page<>(List.of(new Circle(1)), 1), Map.of("a", List.of(new Circle(2))), List.of(new Circle(3))));
        Promise<Page<Circle>> page = Promise.of(new TypeToken<Page<Circle>>() {});
        page.holds(new Page<>(List.of(new Circle(1)), 1));
        page.refuses("{\"items\":[{\"radius\":\"x\"}],\"total\":1}", "/items/0/radius");
        Promise.of(new TypeToken<Bounded<Integer>>() {}).refuses("{\"value\":1.5,\"more\":[]}", "/value");
        Promise<Map<String, Integer>> map = Promise.of(new TypeToken<Map<String, Integer>>() {});
        map.holds(Map.of("a", 1));
        map.refuses("{\"a\":\"x\"}", "/a");
    }

    @Test
    void timesAreText() {
        LocalDateTime noon = LocalDateTime.of(2026, 1, 2, 3, 4, 5, 600);
        Promise<Times> it = Promise.of(Times.class);
        it.holds(new Times(
                noon.toLocalDate(),
                Instant.ofEpochMilli(5),
                OffsetDateTime.parse("2026-01-02T03:04:05+01:30"),
                Duration.ofMillis(-1500),
                noon,
                noon.toLocalTime()));
        assertThat(it.property("date").path("format").asText()).isEqualTo("date");
        assertThat(it.property("instant").path("format").asText()).isEqualTo("date-time");
    }

    @Test
    void otherScalars() {
        Promise<Texts> it = Promise.of(Texts.class);
        it.holds(new Texts(
                URI.create("http://a/b"),
                UUID.randomUUID(),
                Locale.US,
                new BigDecimal("1.5"),
                new BigInteger("9".repeat(30)),
                new byte[] {1, 2},
                'x'));
        assertThat(it.property("bytes").path("contentEncoding").asText()).isEqualTo("base64");
        Promise<Object[]> array = Promise.of(Object[].class);
        array.accepts("{\"value\":[1,\"a\",null]}".replace(",null", ""));
    }

    @Test
    void optionalsAreOptionalAndNullable() {
        Promise<Options> it = Promise.of(Options.class);
        Options none = new Options(
                Optional.empty(), OptionalInt.empty(), OptionalLong.empty(), OptionalDouble.empty(), Optional.empty());
        it.holds(none);
        assertThat(it.accepts("{}")).isEqualTo(none);
        it.holds(new Options(
                Optional.of("a"),
                OptionalInt.of(1),
                OptionalLong.of(2),
                OptionalDouble.of(3),
                Optional.of(new Inner(1, 2))));
        assertThat(it.schema().path("required")).isEmpty();
    }

    @Test
    void nullability() {
        Promise<Nulls> it = Promise.of(Nulls.class);
        it.holds(new Nulls(null, null, 1, "d", java.util.Arrays.asList("x", null)));
        assertThat(it.accepts("{\"c\":1,\"d\":\"d\",\"e\":[]}")).isEqualTo(new Nulls(null, null, 1, "d", List.of()));
        it.refuses("{\"d\":\"d\",\"e\":[]}", "/c");
        it.refuses("{\"c\":1,\"e\":[]}", "/d");
        it.refuses("{\"c\":1,\"d\":null,\"e\":[]}", "/d");
    }

    @Test
    void defaultsAreBound() {
        Promise<Defaults> it = Promise.of(Defaults.class);
        assertThat(it.accepts("{\"plain\":1}")).isEqualTo(new Defaults(7, "hi", 1));
        assertThat(it.property("limit").path("default").asInt()).isEqualTo(7);
        Promise<Initialised> bean = Promise.of(Initialised.class);
        assertThat(bean.accepts("{\"plain\":1}").limit).isEqualTo(10);
        assertThat(bean.property("limit").path("default").asInt()).isEqualTo(10);
        bean.refuses("{\"limit\":1}", "/plain");
    }

    @Test
    void numbersAreNotBent() {
        Promise<Inner> it = Promise.of(Inner.class);
        it.refuses("{\"x\":3.7,\"y\":1}", "/x");
        it.refuses("{\"x\":\"5\",\"y\":1}", "/x");
        it.refuses("{\"x\":1099511627776,\"y\":1}", "/x");
        assertThat(it.accepts("{\"x\":1.0,\"y\":1}")).isEqualTo(new Inner(1, 1));
        it.refuses("{\"x\":1,\"y\":1,\"z\":1}", "/z");
        new Promise<>(TypeToken.of(Inner.class), FunctionOptions.DEFAULT.withUnknownProperties(true))
                .accepts("{\"x\":1,\"y\":1,\"z\":1}");
    }

    @Test
    void inputThatIsNoObjectIsWrapped() {
        Promise.of(String.class).holds("a");
        Promise.of(Integer.class).holds(3);
        Promise.of(new TypeToken<List<Inner>>() {}).holds(List.of(new Inner(1, 2)));
        Promise.of(new TypeToken<Set<String>>() {}).holds(Set.of("a"));
        Promise<Optional<String>> optional = Promise.of(new TypeToken<Optional<String>>() {});
        assertThat(optional.accepts("{}")).isEmpty();
        assertThat(optional.accepts("{\"value\":\"a\"}")).contains("a");
        Promise.of(Integer.class).refuses("{\"value\":\"a\"}", "/value");
    }
}
