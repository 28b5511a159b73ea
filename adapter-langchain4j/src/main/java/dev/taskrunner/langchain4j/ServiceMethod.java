package dev.taskrunner.langchain4j;

import dev.langchain4j.invocation.InvocationParameters;
import dev.langchain4j.invocation.LangChain4jManaged;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.service.MemoryId;
import dev.langchain4j.service.UserMessage;
import dev.langchain4j.service.UserName;
import dev.taskrunner.CallContext;
import dev.taskrunner.TaskContext;
import dev.taskrunner.TaskInput;
import dev.taskrunner.TaskResult;
import dev.taskrunner.TaskSpec;
import dev.taskrunner.function.TypeBinding;
import dev.taskrunner.langchain4j.bridge.CallParameters;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.lang.reflect.Proxy;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One method of an agent: an AI service's, a typed agentic agent's, or that of any object. */
final class ServiceMethod implements AgentShape {
    private static final Map<String, Object> NOT_BLANK = Map.of("pattern", "\\S");

    private final Object agent;
    private final Method method;
    private final boolean memoryExposed;
    private final List<Slots.Slot> slots = new ArrayList<>();
    private final List<TypeBinding.Property> properties = new ArrayList<>();
    private final TypeBinding.Arguments arguments;
    private final Answers answers;
    private boolean takesFiles;

    ServiceMethod(Object agent, Method method) {
        this(agent, method, false);
    }

    private ServiceMethod(Object agent, Method method, boolean memoryExposed) {
        this.agent = agent;
        this.method = method;
        this.memoryExposed = memoryExposed;
        try {
            check();
            for (Parameter parameter : method.getParameters()) {
                slots.add(slot(parameter));
            }
            this.arguments = TypeBinding.standard().arguments(properties);
            this.answers = Answers.of(method.getGenericReturnType());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "method '" + method.getName() + "' of "
                            + method.getDeclaringClass().getName() + " cannot be a task: " + e.getMessage(),
                    e);
        }
    }

    private void check() {
        if (method.isVarArgs()) {
            throw new IllegalArgumentException("it takes a variable number of arguments; take a List instead");
        }
        if (!method.trySetAccessible()) {
            throw new IllegalArgumentException(
                    "it is not accessible; make its interface or class public, or open the module");
        }
    }

    private Slots.Slot slot(Parameter parameter) {
        Class<?> raw = parameter.getType();
        if (parameter.isAnnotationPresent(MemoryId.class)) {
            return memorySlot(parameter);
        }
        if (InvocationParameters.class.isAssignableFrom(raw)) {
            return call -> CallParameters.of(call.context());
        }
        if (ChatRequestParameters.class == raw) {
            return call -> ChatRequestParameters.builder().build();
        }
        if (raw.isAssignableFrom(TaskContext.class) && CallContext.class.isAssignableFrom(raw)) {
            return Slots.Call::context;
        }
        if (LangChain4jManaged.class.isAssignableFrom(raw)) {
            return call -> LangChain4jManaged.current(raw.asSubclass(LangChain4jManaged.class));
        }
        if (parameter.isAnnotationPresent(UserName.class)) {
            return userNameSlot(parameter);
        }
        Type type = parameter.getParameterizedType();
        if (Slots.isContents(type)) {
            takesFiles = true;
            return Slots.files();
        }
        if (Slots.isContent(type)) {
            takesFiles = true;
            String name = add(parameter, String.class, true, Slots.fileWords(raw), Map.of());
            return Slots.file(name, raw);
        }
        if (Slots.isMessage(type) || Slots.isMessages(type)) {
            takesFiles = true;
            String name = add(parameter, String.class, false, null, NOT_BLANK);
            return Slots.isMessage(type) ? Slots.message(name) : Slots.messages(name);
        }
        return valueSlot(parameter);
    }

    private Slots.Slot valueSlot(Parameter parameter) {
        boolean isTemplate = isTemplate(parameter);
        boolean isText = parameter.getType() == String.class;
        requireName(parameter);
        String name = add(
                parameter,
                parameter.getParameterizedType(),
                false,
                null,
                isTemplate && isText && !mayBeAbsent(parameter) ? NOT_BLANK : Map.of());
        if (!isTemplate || !isText) {
            return Slots.argument(name);
        }
        return call -> call.values().get(name) instanceof String text ? Templates.escaped(text) : null;
    }

    private static boolean mayBeAbsent(Parameter parameter) {
        return java.util.stream.Stream.of(
                        parameter.getAnnotations(), parameter.getAnnotatedType().getAnnotations())
                .flatMap(java.util.Arrays::stream)
                .anyMatch(one -> one.annotationType().getSimpleName().equals("Nullable"));
    }

    /** LangChain4j takes what the caller says for a template where the method has none. */
    private boolean isTemplate(Parameter parameter) {
        if (!method.getDeclaringClass().isInterface() || method.isAnnotationPresent(UserMessage.class)) {
            return false;
        }
        return parameter.isAnnotationPresent(UserMessage.class)
                || method.getParameterCount() == 1 && !parameter.isAnnotationPresent(dev.langchain4j.service.V.class);
    }

    /** What LangChain4j would refuse at each call is refused now. */
    private void requireName(Parameter parameter) {
        boolean isService = Proxy.isProxyClass(agent.getClass())
                && Proxy.getInvocationHandler(agent).getClass().getName().startsWith("dev.langchain4j.service.");
        boolean isNamed = parameter.isAnnotationPresent(UserMessage.class)
                || dev.langchain4j.service.ParameterNameResolver.hasName(parameter);
        if (isService && method.getParameterCount() > 1 && !isNamed) {
            throw new IllegalArgumentException("parameter '" + parameter.getName() + "' has no annotation; add @V(\""
                    + parameter.getName() + "\") or @UserMessage");
        }
    }

    private Slots.Slot memorySlot(Parameter parameter) {
        Class<?> type = parameter.getType();
        if (!memoryExposed) {
            MemoryIds ids = new MemoryIds(type);
            return call -> ids.of(call.memory().id().apply(call.context()));
        }
        return Slots.argument(add(
                parameter,
                parameter.getParameterizedType(),
                false,
                "Whose memory to use; whoever gives the same has the same memory.",
                Map.of()));
    }

    /** The caller's own name unless another is given. */
    private Slots.Slot userNameSlot(Parameter parameter) {
        String name =
                add(parameter, String.class, true, "What to call the user; the caller's name if absent.", Map.of());
        return call -> {
            if (call.values().get(name) instanceof String given) {
                return given;
            }
            String caller = call.context().principal().name();
            return caller.isBlank() ? "user" : caller;
        };
    }

    private String add(
            Parameter parameter, Type type, boolean optional, @Nullable String description, Map<String, Object> words) {
        String name = ServiceMethods.nameOf(parameter).orElseGet(() -> nameless(parameter));
        Parameter declaration = type == parameter.getParameterizedType() ? parameter : null;
        properties.add(new TypeBinding.Property(name, type, declaration, optional, null, description, words));
        return name;
    }

    private String nameless(Parameter parameter) {
        if (method.getParameterCount() == 1 || parameter.isAnnotationPresent(UserMessage.class)) {
            return "message";
        }
        if (parameter.isAnnotationPresent(UserName.class)) {
            return "userName";
        }
        if (parameter.isAnnotationPresent(MemoryId.class)) {
            return "memoryId";
        }
        throw new IllegalArgumentException(
                "the names of its parameters are not in the class file; compile with -parameters,"
                        + " or name them with @V(\"…\")");
    }

    @Override
    public String name() {
        return ServiceMethods.agentAnnotation(method)
                .map(agentic -> Agentic.attribute(agentic, "name"))
                .filter(name -> !name.isEmpty())
                .orElse(method.getName());
    }

    @Override
    public TaskSpec.Builder spec(String name) {
        TaskSpec.Builder spec = TaskSpec.builder(name)
                .inputSchema(arguments.schema())
                .outputSchema(answers.schema().orElse(null));
        ServiceMethods.agentAnnotation(method)
                .map(agentic -> {
                    String description = Agentic.attribute(agentic, "description");
                    return description.isEmpty() ? Agentic.attribute(agentic, "value") : description;
                })
                .filter(text -> !text.isEmpty())
                .or(() -> TypeBinding.description(method))
                .or(() -> TypeBinding.description(method.getDeclaringClass()))
                .ifPresent(spec::description);
        return spec;
    }

    @Override
    public TaskResult ask(TaskContext context, TaskInput input, Memory memory) throws Exception {
        Slots.Call call = Slots.Call.of(context, arguments.bind(context, input), memory, takesFiles);
        @Nullable Object[] values = new Object[slots.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = slots.get(i).value(call);
        }
        return answers.read(context, method.invoke(agent, values));
    }

    @Override
    public AgentShape exposingMemory() {
        for (Parameter parameter : method.getParameters()) {
            if (parameter.isAnnotationPresent(MemoryId.class)) {
                return new ServiceMethod(agent, method, true);
            }
        }
        return AgentShape.super.exposingMemory();
    }
}
