package dev.taskrunner.function;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskContext;
import dev.taskrunner.TaskException;
import dev.taskrunner.TaskInput;
import dev.taskrunner.TaskResult;
import dev.taskrunner.schema.JsonSchema;
import dev.taskrunner.schema.Violation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * For adapters: the schemas and binders of {@link FunctionTaskRunner}, for signatures that come from elsewhere than a Java
 * method. One schema generator and one binder for all adapters keeps their promises the same. Safe for several threads.
 */
public final class TypeBinding {
    private static final TypeBinding STANDARD = new TypeBinding(FunctionTaskRunners.STANDARD);

    private final FunctionTaskRunners factory;

    private TypeBinding(FunctionTaskRunners factory) {
        this.factory = factory;
    }

    /**
     * With the default options.
     *
     * @return the binding
     */
    public static TypeBinding standard() {
        return STANDARD;
    }

    /**
     * With other options.
     *
     * @param options mapper, strictness, kind of schema
     * @return the binding
     */
    public static TypeBinding of(FunctionOptions options) {
        return new TypeBinding(new FunctionTaskRunners(options));
    }

    /**
     * One property of the arguments object.
     *
     * @param name its JSON name
     * @param type its type
     * @param declaration where its annotations are read, if it is a Java parameter; null for none
     * @param optional whether it may be absent or null even if its type would not let it be
     * @param fallback its default, anything that becomes JSON; null for none
     * @param description what it is for; null for what the declaration says
     * @param words more words for its schema, such as {@code pattern}
     */
    public record Property(
            String name,
            Type type,
            @Nullable Parameter declaration,
            boolean optional,
            @Nullable Object fallback,
            @Nullable String description,
            Map<String, Object> words) {
        /**
         * Copies the words.
         *
         * @param name its JSON name
         * @param type its type
         * @param declaration where its annotations are read, if it is a Java parameter; null for none
         * @param optional whether it may be absent or null even if its type would not let it be
         * @param fallback its default, anything that becomes JSON; null for none
         * @param description what it is for; null for what the declaration says
         * @param words more words for its schema
         */
        public Property {
            words = Map.copyOf(words);
        }
    }

    /**
     * Makes the schema and binder of an arguments object.
     *
     * @param properties its properties, in order
     * @return the arguments
     * @throws IllegalArgumentException if a type cannot be read from JSON, saying what to change
     */
    public Arguments arguments(List<Property> properties) {
        ObjectMapper mapper = factory.mapper();
        Presences presences = new Presences(mapper);
        List<Argument> arguments = new ArrayList<>();
        Map<String, Binder> binders = new LinkedHashMap<>();
        for (Property property : properties) {
            JavaType type = mapper.constructType(property.type());
            TypeUse use = use(property);
            JsonNode fallback = property.fallback() == null
                    ? presences.fallback(type, use)
                    : mapper.valueToTree(property.fallback());
            boolean nullable = property.optional() || presences.mayBeNull(type, use);
            arguments.add(new Argument(property.name(), type, use, nullable, fallback, description(property, use)));
            if (binders.put(property.name(), new Binder(mapper, type, "/" + property.name())) != null) {
                throw new UnsupportedTypeException("two parameters are named '" + property.name() + "'");
            }
        }
        Schemas.Made made = factory.schemas().arguments(arguments);
        return new Arguments(this, arguments, List.copyOf(binders.values()), withWords(made.published(), properties));
    }

    private static TypeUse use(Property property) {
        return property.declaration() == null
                ? TypeUse.NONE
                : TypeUse.of(
                        property.declaration().getAnnotatedType(),
                        property.declaration().getAnnotations());
    }

    private static @Nullable String description(Property property, TypeUse use) {
        Parameter declaration = property.declaration();
        if (property.description() != null || declaration == null) {
            return property.description();
        }
        return declaration.getDeclaringExecutable() instanceof Method method
                ? Descriptions.ofParameter(method, declaration.getName(), use.annotations())
                        .orElse(null)
                : null;
    }

    @SuppressWarnings("unchecked")
    private static JsonSchema withWords(JsonSchema schema, List<Property> properties) {
        if (properties.stream().allMatch(property -> property.words().isEmpty())) {
            return schema;
        }
        Map<String, Object> root = new LinkedHashMap<>(schema.asMap());
        Map<String, Object> all = new LinkedHashMap<>((Map<String, Object>) root.getOrDefault("properties", Map.of()));
        for (Property property : properties) {
            Map<String, Object> more = new LinkedHashMap<>((Map<String, Object>) all.get(property.name()));
            more.putAll(property.words());
            all.put(property.name(), more);
        }
        root.put("properties", all);
        return JsonSchema.of(root);
    }

    /**
     * Makes the schema and writer of a result.
     *
     * @param type what the code gives; {@code void} for nothing, {@code Object} for anything
     * @return the result
     * @throws IllegalArgumentException if the type cannot be written as JSON, saying what to change
     */
    public Result result(Type type) {
        return new Result(
                Outputs.of(factory.mapper(), factory.schemas(), factory.mapper().constructType(type), TypeUse.NONE));
    }

    /**
     * What a method or a class says about itself, by whichever annotation, or in its Javadoc.
     *
     * @param declaration a method or a class
     * @return the words, if there are any
     */
    public static Optional<String> description(AnnotatedElement declaration) {
        if (declaration instanceof Method method) {
            return Descriptions.ofMethod(method);
        }
        return declaration instanceof Class<?> type ? Descriptions.ofType(type) : Optional.empty();
    }

    /** The arguments object: its schema, and what becomes of a valid one. Immutable; safe for several threads. */
    public static final class Arguments {
        private final TypeBinding owner;
        private final List<Argument> arguments;
        private final List<Binder> binders;
        private final JsonSchema schema;

        private Arguments(TypeBinding owner, List<Argument> arguments, List<Binder> binders, JsonSchema schema) {
            this.owner = owner;
            this.arguments = List.copyOf(arguments);
            this.binders = binders;
            this.schema = schema;
        }

        /**
         * What the object must look like.
         *
         * @return the schema
         */
        public JsonSchema schema() {
            return schema;
        }

        /**
         * Binds a valid arguments object.
         *
         * @param context the task
         * @param input the arguments
         * @return a value for each property, by name, in order; null where nothing was given and nothing is the default
         * @throws TaskException {@link ErrorCode#INVALID_ARGUMENTS} for what a schema cannot say
         */
        public Map<String, @Nullable Object> bind(TaskContext context, TaskInput input) {
            JsonNode tree = input.as(JsonNode.class);
            Map<String, @Nullable Object> values = new LinkedHashMap<>();
            List<Violation> violations = new ArrayList<>();
            for (int i = 0; i < arguments.size(); i++) {
                Argument argument = arguments.get(i);
                Object value = Inputs.member(argument, binders.get(i)).value(context, tree);
                violations.addAll(owner.factory.checks().value(value, "/" + argument.name()));
                values.put(argument.name(), value);
            }
            if (!violations.isEmpty()) {
                throw TaskException.invalid(ErrorCode.INVALID_ARGUMENTS, "arguments", violations);
            }
            return values;
        }
    }

    /** The result: its schema, and what is made of a value. Immutable; safe for several threads. */
    public static final class Result {
        private final Outputs outputs;

        private Result(Outputs outputs) {
            this.outputs = outputs;
        }

        /**
         * What results look like.
         *
         * @return the schema; empty when anything goes
         */
        public Optional<JsonSchema> schema() {
            return Optional.ofNullable(outputs.schema());
        }

        /**
         * Makes the answer. Waits for a {@code CompletionStage}.
         *
         * @param context the task
         * @param value what the code gave
         * @return the answer
         * @throws Exception what the stage failed with; {@link ErrorCode#INVALID_RESPONSE} if the value cannot be JSON
         */
        public TaskResult write(TaskContext context, @Nullable Object value) throws Exception {
            CompletableFuture<TaskResult> answer =
                    outputs.complete(context, value).toCompletableFuture();
            try {
                return answer.get();
            } catch (InterruptedException e) {
                answer.cancel(true);
                throw e;
            }
        }
    }
}
