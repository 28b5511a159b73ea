package dev.taskrunner.function;

import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.AnnotatedParameter;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Gathers the annotations of a property from wherever they may stand: field, accessors, constructor parameter, record component. */
final class MemberUses {
    private final Set<Annotation> annotations = new LinkedHashSet<>();
    private @Nullable AnnotatedType type;
    private @Nullable KotlinUse kotlin;

    private MemberUses() {}

    static TypeUse of(Class<?> owner, @Nullable BeanPropertyDefinition definition, @Nullable AnnotatedMember member) {
        MemberUses uses = new MemberUses();
        List<@Nullable AnnotatedMember> members = new ArrayList<>();
        members.add(member);
        String internal = null;
        if (definition != null) {
            internal = definition.getInternalName();
            members.add(definition.getField());
            members.add(definition.getGetter());
            members.add(definition.getConstructorParameter());
            members.add(definition.getSetter());
        }
        members.forEach(uses::add);
        if (internal == null && member != null) {
            internal = member.getName();
        }
        uses.addField(owner, internal);
        return TypeUse.of(uses.type, uses.annotations.toArray(Annotation[]::new))
                .withKotlin(uses.kotlin);
    }

    private void add(@Nullable AnnotatedMember member) {
        if (member == null) {
            return;
        }
        member.getAllAnnotations().annotations().forEach(annotations::add);
        if (member instanceof AnnotatedParameter parameter) {
            Member executable = parameter.getOwner().getMember();
            if (executable instanceof Executable found && parameter.getIndex() < found.getParameterCount()) {
                addParameter(found.getParameters()[parameter.getIndex()]);
                KotlinUse use = Kotlin.parameter(found, parameter.getIndex());
                kotlin = use == null ? kotlin : use;
            }
        } else if (member.getMember() instanceof Method method) {
            addMethod(method);
            addKotlin(method);
        } else if (member.getMember() instanceof Field field) {
            addType(field.getAnnotatedType());
            addKotlin(field);
        }
    }

    private void addKotlin(Member found) {
        if (kotlin == null) {
            kotlin = Kotlin.property(found);
        }
    }

    private void addMethod(Method method) {
        if (method.getParameterCount() == 1) {
            addParameter(method.getParameters()[0]);
        } else if (method.getParameterCount() == 0) {
            addType(method.getAnnotatedReturnType());
        }
    }

    private void addParameter(Parameter parameter) {
        annotations.addAll(List.of(parameter.getAnnotations()));
        addType(parameter.getAnnotatedType());
    }

    private void addType(AnnotatedType found) {
        annotations.addAll(List.of(found.getAnnotations()));
        if (type == null) {
            type = found;
        }
    }

    /** The private field behind accessors; Jackson forgets it once it has merged its annotations. */
    private void addField(Class<?> owner, @Nullable String name) {
        for (Class<?> c = owner; c != null && c != Object.class; c = c.getSuperclass()) {
            for (Field field : c.getDeclaredFields()) {
                if (field.getName().equals(name) && !field.isSynthetic()) {
                    annotations.addAll(List.of(field.getAnnotations()));
                    addType(field.getAnnotatedType());
                    addKotlin(field);
                    return;
                }
            }
        }
    }
}
