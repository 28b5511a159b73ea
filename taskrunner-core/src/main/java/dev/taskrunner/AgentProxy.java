package dev.taskrunner;

import java.lang.invoke.MethodHandles;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Answers the calls of a typed client; see {@link Agents#proxy}. Immutable but for what its methods learn; safe for several threads. */
final class AgentProxy implements InvocationHandler {
    private final Class<?> type;
    private final Map<Method, AgentMethod> methods;

    private AgentProxy(Class<?> type, Map<Method, AgentMethod> methods) {
        this.type = type;
        this.methods = methods;
    }

    static <T> T create(Agents agents, Class<T> type) {
        if (!type.isInterface()) {
            throw new IllegalArgumentException(
                    type.getName() + " is not an interface; extract one with the @Task methods");
        }
        Map<Method, AgentMethod> methods = new LinkedHashMap<>();
        for (Method method : type.getMethods()) {
            if (Modifier.isAbstract(method.getModifiers()) && !isObjectMethod(method)) {
                methods.put(method, AgentMethod.of(agents, method));
            }
        }
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, new AgentProxy(type, methods)));
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        AgentMethod task = methods.get(method);
        if (task != null) {
            return task.call(arguments == null ? new Object[0] : arguments);
        }
        if (method.isDefault()) {
            Class<?> owner = method.getDeclaringClass();
            return MethodHandles.privateLookupIn(owner, MethodHandles.lookup())
                    .unreflectSpecial(method, owner)
                    .bindTo(proxy)
                    .invokeWithArguments(arguments == null ? new Object[0] : arguments);
        }
        return switch (method.getName()) {
            case "equals" -> arguments != null && proxy == arguments[0];
            case "hashCode" -> System.identityHashCode(proxy);
            default -> "proxy of " + type.getName();
        };
    }

    private static boolean isObjectMethod(Method method) {
        try {
            Object.class.getMethod(method.getName(), method.getParameterTypes());
            return true;
        } catch (NoSuchMethodException e) {
            return false;
        }
    }
}
