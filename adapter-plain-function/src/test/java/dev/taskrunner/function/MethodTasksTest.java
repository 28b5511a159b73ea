package dev.taskrunner.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.taskrunner.Attachment;
import dev.taskrunner.ErrorCode;
import dev.taskrunner.Participant;
import dev.taskrunner.TaskContext;
import dev.taskrunner.TaskException;
import dev.taskrunner.TaskInput;
import dev.taskrunner.TaskResult;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.NotBlank;
import java.io.IOException;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Methods as tasks: names, injected parameters, what is refused when. */
class MethodTasksTest {
    record Person(String name, int age) {}

    interface Greeter {
        @Task(description = "Greets")
        String greet(Person person, Optional<String> greeting);

        default String twice(String text) {
            return text + text;
        }
    }

    static class Service implements Greeter {
        int calls;

        @Override
        public String greet(Person person, Optional<String> greeting) {
            calls++;
            return greeting.orElse("Hello") + " " + person.name();
        }

        @Task(
                name = "sum",
                title = "Sum",
                description = "Adds",
                labels = {"math"},
                timeout = "30s",
                maxConcurrentTasks = 3)
        public int add(@JsonProperty("first") @Max(10) int a, @JsonProperty(defaultValue = "5") int b) {
            return a + b;
        }

        @Task
        void quiet(TaskContext context, @NotBlank String text, @Nullable String more) {
            calls++;
        }

        @Task
        public String bytes(Attachment attachment, Optional<Attachment> same) {
            return attachment.size() + " " + same.isPresent();
        }

        @Task
        public Optional<Person> find(List<Optional<Person>> people) {
            return people.stream().flatMap(Optional::stream).findFirst();
        }

        public static String shout(String text) {
            return text.toUpperCase(java.util.Locale.ROOT);
        }

        public void fails(String how) throws IOException, InterruptedException {
            switch (how) {
                case "checked" -> throw new IOException("secret");
                case "error" -> throw new AssertionError("secret");
                case "interrupted" -> throw new InterruptedException();
                default -> throw new TaskException(ErrorCode.DENIED, "no");
            }
        }

        public int same(int a) {
            return a;
        }

        public int same(String a) {
            return a.length();
        }

        public int many(int... all) {
            return all.length;
        }

        private int hidden() {
            return 1;
        }

        public Future<Integer> old() {
            throw new UnsupportedOperationException();
        }
    }

    abstract static class Repository<T> {
        @Task
        public T keep(T item) {
            return item;
        }
    }

    static class People extends Repository<Person> {}

    private final Service service = new Service();

    private static JsonNode schema(FunctionTaskRunner runner) {
        return runner.spec().inputSchema().as(JsonNode.class);
    }

    private static void refuses(FunctionTaskRunner runner, String json, String text) {
        assertThatThrownBy(() -> Promise.run(runner, json)).isInstanceOfSatisfying(TaskException.class, e -> {
            assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENTS);
            assertThat(e.text()).contains(text);
        });
    }

    @Test
    void parametersAreProperties() {
        FunctionTaskRunner runner = FunctionTaskRunner.of(service, "greet");
        assertThat(Promise.run(runner, "{\"person\":{\"name\":\"Bob\",\"age\":3}}")
                        .asText())
                .isEqualTo("Hello Bob");
        assertThat(Promise.run(runner, Map.of("person", new Person("Bob", 3), "greeting", "Hi"))
                        .asText())
                .isEqualTo("Hi Bob");
        assertThat(service.calls).isEqualTo(2);
        refuses(runner, "{}", "/person");
        refuses(runner, "{\"person\":null}", "/person");
        refuses(runner, "{\"person\":{\"name\":\"Bob\"}}", "/person/age");
        assertThat(service.calls).isEqualTo(2);
    }

    @Test
    void annotationSaysTheRest() {
        Map<String, FunctionTaskRunner> all = FunctionTaskRunner.allOf(service).stream()
                .collect(java.util.stream.Collectors.toMap(one -> one.spec().name(), Function.identity()));
        assertThat(all).containsOnlyKeys("greet", "sum", "quiet", "bytes", "find");
        FunctionTaskRunner sum = all.get("sum");
        assertThat(sum.spec().title()).isEqualTo("Sum");
        assertThat(sum.spec().labels()).containsExactly("math");
        assertThat(sum.spec().timeout()).contains(Duration.ofSeconds(30));
        assertThat(sum.spec().maxConcurrentTasks()).isEqualTo(3);
        assertThat(all.get("greet").spec().description()).isEqualTo("Greets");
        assertThat(Promise.run(sum, "{\"first\":1}").as(int.class)).isEqualTo(6);
        refuses(sum, "{\"first\":11}", "/first");
        refuses(sum, "{\"b\":1}", "/first");
    }

    @Test
    void constraintsAndNullsOfParameters() {
        FunctionTaskRunner quiet = FunctionTaskRunner.of(service, "quiet");
        assertThat(Promise.run(quiet, "{\"text\":\"a\"}").asText()).isEmpty();
        refuses(quiet, "{\"text\":\" \"}", "/text");
        assertThat(schema(quiet).path("properties").fieldNames()).toIterable().containsExactly("text", "more");
    }

    @Test
    void attachmentsAreHandedIn() {
        FunctionTaskRunner runner = FunctionTaskRunner.of(service, "bytes");
        assertThat(schema(runner).path("properties")).isEmpty();
        refuses(runner, "{}", "attachment");
        TaskContext context = TaskContext.builder(new Participant("", "a", "user", Map.of()))
                .attachment(Attachment.of(new byte[3]))
                .task(new dev.taskrunner.ChatContext(), List.of());
        assertThat(runner.run(context, TaskInput.of(null)).join().asText()).isEqualTo("3 true");
    }

    @Test
    void nestedOptionals() {
        FunctionTaskRunner find = FunctionTaskRunner.of(service, "find");
        assertThat(Promise.run(find, "{\"people\":[null,{\"name\":\"a\",\"age\":1}]}")
                        .as(Person.class))
                .isEqualTo(new Person("a", 1));
        assertThat(Promise.run(find, "{\"people\":[null]}")).isEqualTo(TaskResult.empty());
    }

    @Test
    void staticAndGenericAndDefaultMethods() throws Exception {
        Method shout = Service.class.getMethod("shout", String.class);
        assertThat(Promise.run(FunctionTaskRunner.of(shout), "{\"text\":\"a\"}").asText())
                .isEqualTo("A");
        assertThat(Promise.run(FunctionTaskRunner.of(service, "twice"), "{\"text\":\"a\"}")
                        .asText())
                .isEqualTo("aa");
        FunctionTaskRunner keep = FunctionTaskRunner.allOf(new People()).get(0);
        assertThat(Promise.run(keep, "{\"item\":{\"name\":\"a\",\"age\":1}}").as(Person.class))
                .isEqualTo(new Person("a", 1));
    }

    @Test
    void proxiesAreSeenThrough() {
        Greeter proxy = (Greeter) java.lang.reflect.Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {Greeter.class},
                (self, method, arguments) -> method.invoke(service, arguments));
        FunctionTaskRunner runner = FunctionTaskRunner.allOf(proxy).get(0);
        assertThat(Promise.run(runner, "{\"person\":{\"name\":\"Bob\",\"age\":3}}")
                        .asText())
                .isEqualTo("Hello Bob");
    }

    @Test
    void failuresAreCoded() {
        FunctionTaskRunner fails = FunctionTaskRunner.of(service, "fails");
        Map.of(
                        "checked",
                        ErrorCode.FAILED,
                        "error",
                        ErrorCode.FAILED,
                        "interrupted",
                        ErrorCode.CANCELLED,
                        "other",
                        ErrorCode.DENIED)
                .forEach((how, code) -> assertThatThrownBy(() -> Promise.run(fails, Map.of("how", how)))
                        .isInstanceOfSatisfying(TaskException.class, e -> {
                            assertThat(e.code()).isEqualTo(code);
                            assertThat(e.text()).doesNotContain("secret");
                        }));
    }

    @Test
    void whatCannotWorkIsRefusedAtOnce() {
        assertThatThrownBy(() -> FunctionTaskRunner.of(service, "same"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("2 methods");
        assertThatThrownBy(() -> FunctionTaskRunner.of(service, "many"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("List");
        assertThatThrownBy(() -> FunctionTaskRunner.of(service, "hidden"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("private");
        assertThatThrownBy(() -> FunctionTaskRunner.of(service, "old"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("CompletionStage");
        assertThatThrownBy(() -> FunctionTaskRunner.of(service, "none"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("greet");
        assertThatThrownBy(() -> FunctionTaskRunner.of(Service.class.getMethod("same", int.class)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("static");
        assertThatThrownBy(() -> FunctionTaskRunner.allOf("text"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("@Task");
        assertThatThrownBy(() -> FunctionTaskRunner.of((Object) (Function<String, String>) String::trim, "apply"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("-parameters");
        assertThatThrownBy(() -> FunctionTaskRunner.of("x", Runnable.class, String.class, in -> ""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("abstract");
    }

    @Test
    void namingStrategyAlsoNamesParameters() throws Exception {
        FunctionOptions options = FunctionOptions.DEFAULT.withMapper(JsonMapper.builder()
                .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                .build());
        Object target = new Object() {
            public int next(int firstNumber) {
                return firstNumber + 1;
            }
        };
        assertThat(Promise.run(FunctionTaskRunner.using(options).of(target, "next"), "{\"first_number\":1}")
                        .as(int.class))
                .isEqualTo(2);
    }

    @Test
    void everyKindOfLambdaCompiles() {
        assertThat(Promise.run(FunctionTaskRunner.of("a", Person.class, String.class, Person::name), new Person("b", 1))
                        .asText())
                .isEqualTo("b");
        assertThat(Promise.run(
                                FunctionTaskRunner.of("a", Person.class, String.class, in -> in.name()),
                                new Person("b", 1))
                        .asText())
                .isEqualTo("b");
        assertThat(Promise.run(
                                FunctionTaskRunner.of(
                                        "a",
                                        Person.class,
                                        String.class,
                                        (context, in) -> context.caller().name()),
                                new Person("b", 1))
                        .asText())
                .isEqualTo("alice");
        assertThat(Promise.run(
                                FunctionTaskRunner.of("a", String.class, String.class, Service::shout),
                                "{\"value\":\"b\"}")
                        .asText())
                .isEqualTo("B");
        assertThat(Promise.run(FunctionTaskRunner.of("a", Integer.class, () -> 3), "{}")
                        .as(int.class))
                .isEqualTo(3);
        assertThat(Promise.run(FunctionTaskRunner.of("a", Person.class, in -> {}), new Person("b", 1)))
                .isEqualTo(TaskResult.empty());
        assertThat(Promise.run(FunctionTaskRunner.of("a", Void.class, String.class, (context, none) -> "x"), "{}")
                        .asText())
                .isEqualTo("x");
        FunctionTaskRunner fluent = FunctionTaskRunner.of("a", Integer.class, () -> 3)
                .description("d")
                .title("t")
                .labels("l")
                .annotation("k", 1)
                .timeout(Duration.ofSeconds(1))
                .maxConcurrentTasks(2)
                .supportsTools(true)
                .forbidReentry()
                .revealErrors(true)
                .with(spec -> spec.maxQueuedTasks(3));
        assertThat(fluent.spec().description()).isEqualTo("d");
        assertThat(fluent.spec().maxQueuedTasks()).isEqualTo(3);
    }
}
