package dev.taskrunner;

import dev.taskrunner.schema.JsonSchema;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a runner is: everything about it that others may know before they ask, and how it wants to be run. Immutable.
 *
 * <pre>{@code
 * TaskSpec spec = TaskSpec.builder("add")
 *         .description("Adds two numbers")
 *         .inputSchema("""
 *             {"type":"object","properties":{"a":{"type":"integer"},"b":{"type":"integer"}},"required":["a","b"]}""")
 *         .build();
 * }</pre>
 */
public final class TaskSpec {
    private final TaskSpecValues values;

    private TaskSpec(TaskSpecValues values) {
        this.values = values;
    }

    /**
     * Starts a spec.
     *
     * @param name the name under which the runner is asked
     * @return a builder with the defaults: no arguments, any result, 64 tasks at once
     */
    public static Builder builder(String name) {
        return new Builder(new TaskSpecValues(name));
    }

    /**
     * Starts a spec without a name: the runner takes the name of the participant that serves it.
     *
     * @return a builder with the defaults
     */
    public static Builder builder() {
        return new Builder(new TaskSpecValues(""));
    }

    /**
     * Reads what a room lists. Lenient: what is missing or odd gets its default, and schemas are carried along
     * unchecked, since it is the runner that enforces them.
     *
     * @param map an element of the room's list of agents
     * @return the spec
     */
    public static TaskSpec fromMap(Map<String, ?> map) {
        return TaskSpecJson.read(map);
    }

    /**
     * The name under which the runner is asked.
     *
     * @return the name; empty to take the participant's
     */
    public String name() {
        return values.name;
    }

    /**
     * What to call it when people look.
     *
     * @return the title; the name unless given
     */
    public String title() {
        String title = values.title;
        return title == null ? values.name : title;
    }

    /**
     * What it does, for people and models.
     *
     * @return the description; empty unless given
     */
    public String description() {
        return values.description;
    }

    /**
     * What its arguments must look like.
     *
     * @return the schema; that of no arguments unless given
     */
    public JsonSchema inputSchema() {
        return values.inputSchema;
    }

    /**
     * What its results look like.
     *
     * @return the schema; empty when any result will do
     */
    public Optional<JsonSchema> outputSchema() {
        return Optional.ofNullable(values.outputSchema);
    }

    /**
     * Whether callers may hand it toolkits.
     *
     * @return false unless set
     */
    public boolean supportsTools() {
        return values.supportsTools;
    }

    /**
     * Its own toolkits.
     *
     * @return the toolkits, in order; never part of {@link #toJson()}
     */
    public List<Toolkit> toolkits() {
        return values.toolkits;
    }

    /**
     * What it needs from the room.
     *
     * @return the requirements, in the order of installation
     */
    public List<Requirement> requires() {
        return values.requires;
    }

    /**
     * Words to find it by.
     *
     * @return the labels
     */
    public List<String> labels() {
        return values.labels;
    }

    /**
     * What else is to be known about it.
     *
     * @return plain JSON values by name
     */
    public Map<String, Object> annotations() {
        return values.annotations;
    }

    /**
     * How many tasks it works on at once.
     *
     * @return at least 1
     */
    public int maxConcurrentTasks() {
        return values.maxConcurrentTasks;
    }

    /**
     * How many tasks wait when all places are taken; what comes after that is refused as busy.
     *
     * @return 0 or more
     */
    public int maxQueuedTasks() {
        return values.maxQueuedTasks;
    }

    /**
     * How long one task may take, whatever the caller allows.
     *
     * @return the limit; empty for none
     */
    public Optional<Duration> timeout() {
        return Optional.ofNullable(values.timeout);
    }

    /**
     * Whether messages of exceptions that are no {@link TaskException} go to the caller.
     *
     * @return false unless set
     */
    public boolean revealErrors() {
        return values.revealErrors;
    }

    /**
     * Whether it may be asked again, directly or through others, by a task of its own.
     *
     * @return true unless forbidden
     */
    public boolean reentrant() {
        return !"forbid".equals(values.annotations.get(Builder.REENTRY));
    }

    /**
     * The same runner under another name.
     *
     * @param name the new name
     * @return a changed copy
     */
    public TaskSpec withName(String name) {
        Builder copy = toBuilder();
        copy.values.name = name;
        return copy.build();
    }

    /**
     * Starts from this spec.
     *
     * @return a builder that holds the same
     */
    public Builder toBuilder() {
        return new Builder(new TaskSpecValues(values));
    }

    /**
     * The registration metadata: title, description, input_schema, output_schema, requires, supports_tools, labels,
     * annotations.
     *
     * @return compact JSON
     */
    public String toJson() {
        return JsonValue.of(toMap()).toString();
    }

    /**
     * The registration metadata as plain maps.
     *
     * @return the members of {@link #toJson()}, in that order
     */
    public Map<String, Object> toMap() {
        return TaskSpecJson.write(this);
    }

    /** Equal metadata under an equal name; toolkits and limits do not count. */
    @Override
    public boolean equals(Object other) {
        return other instanceof TaskSpec that && name().equals(that.name()) && toMap().equals(that.toMap());
    }

    @Override
    public int hashCode() {
        return Objects.hash(name(), title(), description());
    }

    @Override
    public String toString() {
        return "TaskSpec[" + values.name + "]";
    }

    /** Collects what a runner is; not for several threads. */
    public static final class Builder {
        static final String REENTRY = "taskrunner.reentry";

        private final TaskSpecValues values;

        private Builder(TaskSpecValues values) {
            this.values = values;
        }

        /**
         * What to call it when people look.
         *
         * @param value the title
         * @return this
         */
        public Builder title(String value) {
            values.title = value;
            return this;
        }

        /**
         * What it does, for people and models.
         *
         * @param value the description
         * @return this
         */
        public Builder description(String value) {
            values.description = value;
            return this;
        }

        /**
         * What its arguments must look like.
         *
         * @param json a JSON Schema; null for no arguments
         * @return this
         * @throws IllegalArgumentException if it is no valid schema
         */
        public Builder inputSchema(@Nullable String json) {
            return inputSchema(json == null ? JsonSchema.noArguments() : JsonSchema.parse(json));
        }

        /**
         * What its arguments must look like.
         *
         * @param schema a schema
         * @return this
         */
        public Builder inputSchema(JsonSchema schema) {
            values.inputSchema = schema;
            return this;
        }

        /**
         * What its arguments must look like.
         *
         * @param schema a JSON Schema as plain maps
         * @return this
         * @throws IllegalArgumentException if it is no valid schema
         */
        public Builder inputSchema(Map<String, ?> schema) {
            return inputSchema(JsonSchema.of(schema));
        }

        /**
         * What its results look like; unset, any result will do.
         *
         * @param json a JSON Schema
         * @return this
         * @throws IllegalArgumentException if it is no valid schema
         */
        public Builder outputSchema(String json) {
            return outputSchema(JsonSchema.parse(json));
        }

        /**
         * What its results look like.
         *
         * @param schema a schema; null when any result will do
         * @return this
         */
        public Builder outputSchema(@Nullable JsonSchema schema) {
            values.outputSchema = schema;
            return this;
        }

        /**
         * What its results look like.
         *
         * @param schema a JSON Schema as plain maps
         * @return this
         * @throws IllegalArgumentException if it is no valid schema
         */
        public Builder outputSchema(Map<String, ?> schema) {
            return outputSchema(JsonSchema.of(schema));
        }

        /**
         * Whether callers may hand it toolkits.
         *
         * @param value true to allow it
         * @return this
         */
        public Builder supportsTools(boolean value) {
            values.supportsTools = value;
            return this;
        }

        /**
         * Adds toolkits of its own.
         *
         * @param more the toolkits
         * @return this
         */
        public Builder toolkits(Toolkit... more) {
            values.toolkits = plus(values.toolkits, List.of(more));
            return this;
        }

        /**
         * Adds what it needs from the room.
         *
         * @param more the requirements
         * @return this
         */
        public Builder requires(Requirement... more) {
            values.requires = plus(values.requires, List.of(more));
            return this;
        }

        /**
         * Adds words to find it by.
         *
         * @param more the labels
         * @return this
         */
        public Builder labels(String... more) {
            values.labels = plus(values.labels, List.of(more));
            return this;
        }

        /**
         * Adds something else to be known about it.
         *
         * @param key its name
         * @param value a plain JSON value
         * @return this
         */
        public Builder annotation(String key, Object value) {
            Map<String, Object> more = new LinkedHashMap<>(values.annotations);
            more.put(key, value);
            values.annotations = Collections.unmodifiableMap(more);
            return this;
        }

        /**
         * How many tasks it works on at once.
         *
         * @param value at least 1; 64 unless set
         * @return this
         */
        public Builder maxConcurrentTasks(int value) {
            if (value < 1) {
                throw new IllegalArgumentException("maxConcurrentTasks is at least 1, not " + value);
            }
            values.maxConcurrentTasks = value;
            return this;
        }

        /**
         * How many tasks wait when all places are taken.
         *
         * @param value 0 or more; 1024 unless set
         * @return this
         */
        public Builder maxQueuedTasks(int value) {
            if (value < 0) {
                throw new IllegalArgumentException("maxQueuedTasks is 0 or more, not " + value);
            }
            values.maxQueuedTasks = value;
            return this;
        }

        /**
         * How long one task may take, whatever the caller allows.
         *
         * @param value more than zero
         * @return this
         */
        public Builder timeout(Duration value) {
            if (value.isZero() || value.isNegative()) {
                throw new IllegalArgumentException("a timeout is more than zero, not " + value);
            }
            values.timeout = value;
            return this;
        }

        /**
         * Lets messages of exceptions that are no {@link TaskException} go to the caller. Only where they hold no secrets.
         *
         * @param value true to let them
         * @return this
         */
        public Builder revealErrors(boolean value) {
            values.revealErrors = value;
            return this;
        }

        /**
         * Forbids that a task of this runner leads, through whatever chain, to this runner again. The server refuses such asks.
         *
         * @return this
         */
        public Builder forbidReentry() {
            return annotation(REENTRY, "forbid");
        }

        /**
         * Makes the spec.
         *
         * @return the spec
         */
        public TaskSpec build() {
            return new TaskSpec(new TaskSpecValues(values));
        }

        private static <T> List<T> plus(List<T> some, List<T> more) {
            List<T> all = new ArrayList<>(some);
            all.addAll(more);
            return List.copyOf(all);
        }
    }
}
