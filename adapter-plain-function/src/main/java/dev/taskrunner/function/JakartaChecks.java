package dev.taskrunner.function;

import dev.taskrunner.schema.Violation;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.ElementKind;
import jakarta.validation.Path;
import jakarta.validation.Validation;
import jakarta.validation.Validator;
import jakarta.validation.metadata.MethodDescriptor;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Checks with the Jakarta validator on the class path. Safe for several threads, as validators are. */
final class JakartaChecks implements Checks {
    private final Validator validator =
            Validation.buildDefaultValidatorFactory().getValidator();

    /** Whether there is anything to check about a class. */
    private final ClassValue<Boolean> constrained = new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
            return validator.getConstraintsForClass(type).isBeanConstrained();
        }
    };

    @Override
    public List<Violation> value(@Nullable Object value, String pointer) {
        List<Violation> found = new ArrayList<>();
        collect(value, pointer, found);
        return found;
    }

    private void collect(@Nullable Object value, String pointer, List<Violation> found) {
        if (value instanceof Optional<?> optional) {
            collect(optional.orElse(null), pointer, found);
        } else if (value instanceof Iterable<?> items && !(value instanceof java.nio.file.Path)) {
            int index = 0;
            for (Object item : items) {
                collect(item, pointer + "/" + index++, found);
            }
        } else if (value instanceof Map<?, ?> map) {
            map.forEach((key, item) -> collect(item, pointer + "/" + key, found));
        } else if (value != null && constrained.get(value.getClass())) {
            validator.validate(value).forEach(one -> found.add(violation(one, pointer, List.of())));
        }
    }

    @Override
    public List<Violation> parameters(
            Object target, Method method, @Nullable Object[] arguments, List<String> pointers) {
        MethodDescriptor descriptor = validator
                .getConstraintsForClass(target.getClass())
                .getConstraintsForMethod(method.getName(), method.getParameterTypes());
        if (descriptor == null || !descriptor.hasConstrainedParameters()) {
            return List.of();
        }
        Set<ConstraintViolation<Object>> wrong =
                validator.forExecutables().validateParameters(target, method, arguments);
        return wrong.stream().map(one -> violation(one, "", pointers)).toList();
    }

    private static Violation violation(ConstraintViolation<?> wrong, String prefix, List<String> pointers) {
        StringBuilder pointer = new StringBuilder(prefix);
        for (Path.Node node : wrong.getPropertyPath()) {
            if (node.isInIterable() && node.getIndex() != null) {
                pointer.append('/').append(node.getIndex());
            } else if (node.isInIterable() && node.getKey() != null) {
                pointer.append('/').append(node.getKey());
            }
            if (node.getKind() == ElementKind.PARAMETER) {
                int index = node.as(Path.ParameterNode.class).getParameterIndex();
                pointer.append(index < pointers.size() ? pointers.get(index) : "/" + node.getName());
            } else if (node.getKind() == ElementKind.PROPERTY) {
                pointer.append('/').append(node.getName());
            }
        }
        String place = pointer.toString();
        String keyword =
                wrong.getConstraintDescriptor().getAnnotation().annotationType().getSimpleName();
        String shown = place.isEmpty() ? "(root)" : place;
        return new Violation(
                place, keyword, wrong.getMessage(), "a value that is not", shown + ": " + wrong.getMessage());
    }
}
