package dev.taskrunner.examples.kotlin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskContext;
import dev.taskrunner.TaskException;
import dev.taskrunner.TaskInput;
import dev.taskrunner.function.FunctionOptions;
import dev.taskrunner.function.FunctionTaskRunner;
import dev.taskrunner.function.SchemaProfile;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Kotlin's nullability and default values are those of the schema, of the binder and of the result. */
class KotlinTypesTest {
    private static final String PERSON = """
            {"name":"a","nick":null,"age":30,"colour":"BLUE","born":null,"tags":["new"],"scores":{},"home_town":"Berlin"}""";

    private static JsonNode schema(FunctionTaskRunner runner) {
        return runner.spec().inputSchema().as(JsonNode.class);
    }

    private static JsonNode property(FunctionTaskRunner runner, String name) {
        return schema(runner).path("properties").path(name);
    }

    private static List<String> required(FunctionTaskRunner runner) {
        return schema(runner)
                .path("required")
                .valueStream()
                .map(JsonNode::asText)
                .toList();
    }

    private static String run(FunctionTaskRunner runner, String json) {
        try {
            return runner.run(TaskContext.forCaller("alice"), TaskInput.parse(json))
                    .join()
                    .toJson();
        } catch (CompletionException e) {
            if (e.getCause() instanceof TaskException failure) {
                throw failure;
            }
            throw e;
        }
    }

    private static void refuses(FunctionTaskRunner runner, String json, String pointer) {
        assertThatThrownBy(() -> run(runner, json)).isInstanceOfSatisfying(TaskException.class, e -> {
            assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENTS);
            assertThat(e.violations())
                    .anySatisfy(one -> assertThat(one.pointer()).isEqualTo(pointer));
        });
    }

    private static FunctionTaskRunner task(Object service, String name) {
        return FunctionTaskRunner.allOf(service).stream()
                .filter(one -> one.spec().name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void onlyNonNullPropertiesWithoutDefaultAreRequired() {
        FunctionTaskRunner person = Echoes.person();
        assertThat(required(person)).containsExactly("name");
        assertThat(run(person, "{\"name\":\"a\"}")).isEqualTo(PERSON);
        assertThat(run(person, PERSON)).isEqualTo(PERSON);
        refuses(person, "{}", "/name");
    }

    @Test
    void nullIsForNullablePropertiesOnly() {
        FunctionTaskRunner person = Echoes.person();
        refuses(person, "{\"name\":null}", "/name");
        refuses(person, "{\"name\":\"a\",\"age\":null}", "/age");
        refuses(person, "{\"name\":\"a\",\"tags\":null}", "/tags");
        refuses(person, "{\"name\":\"a\",\"colour\":null}", "/colour");
        assertThat(property(person, "nick").path("type").toString()).isEqualTo("[\"string\",\"null\"]");
        assertThat(property(person, "age").path("type").asText()).isEqualTo("integer");
    }

    @Test
    void elementsHaveANullabilityOfTheirOwn() {
        refuses(Echoes.elements(), "{\"names\":[null],\"maybe\":[]}", "/names/0");
        refuses(Echoes.person(), "{\"name\":\"a\",\"tags\":[null]}", "/tags/0");
        String json = "{\"names\":[\"a\"],\"maybe\":[\"b\",null]}";
        assertThat(run(Echoes.elements(), json)).isEqualTo(json);
    }

    @Test
    void annotationsOfJacksonHold() {
        FunctionTaskRunner person = Echoes.person();
        assertThat(property(person, "colour").path("enum").toString()).isEqualTo("[\"light-red\",\"BLUE\"]");
        assertThat(property(person, "home_town").isObject()).isTrue();
        assertThat(property(person, "born").path("format").asText()).isEqualTo("date");
        refuses(person, "{\"name\":\"a\",\"homeTown\":\"x\"}", "/homeTown");
    }

    @Test
    void classesThatAreNoDataClasses() {
        assertThat(required(Echoes.counter())).containsExactly("count");
        assertThat(run(Echoes.counter(), "{\"count\":2}")).isEqualTo("{\"count\":2,\"step\":1}");
    }

    @Test
    void sealedTypesAndObjectsNeedNoAnnotation() {
        String json = """
                {"main":{"type":"Square","side":1.0,"label":"l"},"more":[{"type":"Dot"},{"type":"Circle","radius":2.0}],"note":null}""";
        assertThat(run(Echoes.drawing(), json)).isEqualTo(json);
        assertThat(run(Echoes.drawing(), "{\"main\":{\"type\":\"Square\",\"side\":1}}"))
                .isEqualTo(
                        "{\"main\":{\"type\":\"Square\",\"side\":1.0,\"label\":\"square\"},\"more\":[],\"note\":null}");
        refuses(Echoes.drawing(), "{\"main\":{\"type\":\"Triangle\"}}", "/main/type");
    }

    @Test
    void genericAndRecursiveTypes() {
        String json = "{\"items\":[{\"type\":\"Circle\",\"radius\":1.0}],\"next\":{\"items\":[],\"next\":null}}";
        assertThat(run(Echoes.page(), json)).isEqualTo(json);
        refuses(Echoes.page(), "{\"items\":[{\"radius\":\"x\"}]}", "/items/0/radius");
    }

    @Test
    void aValueClassIsItsValue() {
        assertThat(property(Echoes.account(), "id").path("type").asText()).isEqualTo("string");
        String json = "{\"id\":\"u1\",\"owner\":\"o\"}";
        assertThat(run(Echoes.account(), json)).isEqualTo(json);
        refuses(Echoes.account(), "{\"id\":7,\"owner\":\"o\"}", "/id");
        FunctionTaskRunner find = task(new Service(), "find");
        assertThat(run(find, "{\"id\":\"u1\"}")).isEqualTo("\"found u1\"");
    }

    @Test
    void parametersOfFunctions() {
        FunctionTaskRunner repeat = task(new Service(), "repeat");
        assertThat(required(repeat)).containsExactly("text", "times");
        assertThat(run(repeat, "{\"text\":\"a\",\"times\":2}")).isEqualTo("\"aa\"");
        assertThat(run(repeat, "{\"text\":\"a\",\"times\":2,\"separator\":\"-\"}"))
                .isEqualTo("\"a-a\"");
        refuses(repeat, "{\"text\":null,\"times\":2}", "/text");
        assertThat(run(task(new Service(), "nothing"), "{\"person\":null}")).isEqualTo("null");
        assertThat(run(task(new Service(), "later"), "{\"person\":{\"name\":\"a\"}}"))
                .contains("\"nick\":\"x\"");
    }

    @Test
    void defaultValuesOfFunctions() {
        FunctionTaskRunner add = task(new WithDefault(), "add");
        assertThat(required(add)).containsExactly("a");
        assertThat(run(add, "{\"a\":1}")).isEqualTo("11");
        assertThat(run(add, "{\"a\":1,\"b\":2}")).isEqualTo("3");
        refuses(add, "{\"a\":1,\"b\":null}", "/b");
        assertThatThrownBy(() -> run(add, "{\"a\":-1}"))
                .isInstanceOfSatisfying(
                        TaskException.class, e -> assertThat(e.text()).isEqualTo("no negative numbers"));
    }

    @Test
    void theStrictProfileTakesNullForADefault() {
        FunctionOptions strict = FunctionOptions.DEFAULT.withProfile(SchemaProfile.OPENAI_STRICT);
        FunctionTaskRunner add = FunctionTaskRunner.using(strict).of(new WithDefault(), "add");
        assertThat(required(add)).containsExactly("a", "b");
        assertThat(run(add, "{\"a\":1,\"b\":null}")).isEqualTo("11");
        FunctionTaskRunner counter =
                FunctionTaskRunner.using(strict).of("echo", Counter.class, Counter.class, Function.identity());
        assertThat(run(counter, "{\"count\":2,\"step\":null}")).isEqualTo("{\"count\":2,\"step\":1}");
    }

    @Test
    void suspendFunctionsAreRefused() {
        assertThatThrownBy(() -> FunctionTaskRunner.allOf(new Suspending()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("it is a suspend function; return a CompletableFuture");
    }

    @Test
    void kotlinClassesAreRefusedByAMapperWithoutTheModule() {
        FunctionOptions plain =
                FunctionOptions.DEFAULT.withMapper(JsonMapper.builder().build());
        assertThatThrownBy(() ->
                        FunctionTaskRunner.using(plain).of("echo", Counter.class, Counter.class, Function.identity()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Counter is a Kotlin class")
                .hasMessageContaining("jackson-module-kotlin");
    }
}
