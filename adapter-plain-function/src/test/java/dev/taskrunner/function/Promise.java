package dev.taskrunner.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskContext;
import dev.taskrunner.TaskException;
import dev.taskrunner.TaskInput;
import dev.taskrunner.TaskResult;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** A type under test, as the input and as the result of one runner that gives back what it was given. */
final class Promise<T> {
    private static final ObjectMapper PLAIN = new ObjectMapper();

    final FunctionTaskRunner runner;
    final AtomicReference<Object> seen = new AtomicReference<>();
    final AtomicInteger calls = new AtomicInteger();
    private final TypeToken<T> type;
    private final ObjectMapper mapper;

    Promise(TypeToken<T> type, FunctionOptions options) {
        this.type = type;
        this.mapper = Mappers.of(options);
        this.runner = FunctionTaskRunner.using(options).of("it", type, type, in -> {
            calls.incrementAndGet();
            seen.set(in);
            return in;
        });
    }

    static <T> Promise<T> of(TypeToken<T> type) {
        return new Promise<>(type, FunctionOptions.DEFAULT);
    }

    static <T> Promise<T> of(Class<T> type) {
        return of(TypeToken.of(type));
    }

    JsonNode schema() {
        return runner.spec().inputSchema().as(JsonNode.class);
    }

    JsonNode property(String name) {
        return schema().path("properties").path(name);
    }

    static TaskResult run(FunctionTaskRunner runner, Object arguments) {
        TaskInput input = arguments instanceof String json ? TaskInput.parse(json) : TaskInput.of(arguments);
        try {
            return runner.run(TaskContext.forCaller("alice"), input).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof TaskException failure) {
                throw failure;
            }
            throw new AssertionError(e);
        }
    }

    /** Instance to JSON text, validated, bound, equal, and back the same way. */
    JsonNode holds(T value) {
        try {
            String json = mapper.writerFor(mapper.constructType(type.type())).writeValueAsString(value);
            boolean wrapped = !json.startsWith("{") || !PLAIN.readTree(json).isObject();
            TaskResult result = run(runner, wrapped || isWrapped() ? "{\"value\":" + json + "}" : json);
            assertThat(seen.get()).as(json).usingRecursiveComparison().isEqualTo(value);
            if (value instanceof Record) {
                assertThat(seen.get()).isInstanceOf(value.getClass());
            }
            assertThat(PLAIN.readTree(result.toJson())).isEqualTo(PLAIN.readTree(json));
            return PLAIN.readTree(json);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    private boolean isWrapped() {
        JsonNode properties = schema().path("properties");
        return properties.size() == 1
                && properties.has("value")
                && !(type.type() instanceof Class<?> c && c.isRecord());
    }

    T accepts(String json) {
        run(runner, json);
        @SuppressWarnings("unchecked")
        T bound = (T) seen.get();
        return bound;
    }

    void refuses(String json, String pointer) {
        int before = calls.get();
        assertThatThrownBy(() -> run(runner, json)).as(json).isInstanceOfSatisfying(TaskException.class, e -> {
            assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENTS);
            assertThat(e.violations())
                    .anySatisfy(one -> assertThat(one.pointer()).isEqualTo(pointer));
            assertThat(e.text()).contains(pointer.isEmpty() ? "(root)" : pointer);
        });
        assertThat(calls).hasValue(before);
    }
}
