package dev.taskrunner.house;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * No type of a third party in what users see: supertypes, fields, parameters, results and declared exceptions of public
 * classes, type arguments included. Only the JDK's types and our own may appear; annotations are not looked at.
 */
final class ForeignTypes extends ArchCondition<JavaClass> {

    private ForeignTypes() {
        super("show no foreign types");
    }

    static ArchRule rule(String... packages) {
        return classes().that().resideInAnyPackage(packages).should(new ForeignTypes());
    }

    @Override
    public void check(JavaClass type, ConditionEvents events) {
        if (!isReachable(type)) {
            return;
        }
        Stream.concat(type.getSuperclass().stream(), type.getInterfaces().stream())
                .forEach(parent -> report(type, type.getName() + " extends", parent, events));
        for (JavaField field : type.getFields()) {
            if (isOpen(field.getModifiers())) {
                report(type, field.getFullName(), field.getType(), events);
            }
        }
        for (JavaCodeUnit unit : type.getCodeUnits()) {
            if (isOpen(unit.getModifiers())) {
                signature(unit).forEach(used -> report(type, at(unit), used, events));
            }
        }
    }

    private static Stream<JavaType> signature(JavaCodeUnit unit) {
        Stream<JavaType> inAndOut = Stream.concat(Stream.of(unit.getReturnType()), unit.getParameterTypes().stream());
        return Stream.concat(inAndOut, unit.getExceptionTypes().stream());
    }

    private static void report(JavaClass owner, String place, JavaType used, ConditionEvents events) {
        List<String> foreign = used.getAllInvolvedRawTypes().stream()
                .map(JavaClass::getBaseComponentType)
                .filter(raw -> !isAllowed(raw))
                .map(JavaClass::getName)
                .sorted()
                .toList();
        if (!foreign.isEmpty()) {
            events.add(SimpleConditionEvent.violated(owner, place + " shows " + String.join(", ", foreign)));
        }
    }

    private static boolean isAllowed(JavaClass type) {
        String name = type.getName();
        return type.isPrimitive()
                || name.equals("void")
                || name.startsWith("java.")
                || name.startsWith("javax.")
                || name.startsWith("dev.taskrunner.");
    }

    private static boolean isReachable(JavaClass type) {
        Optional<JavaClass> outer = type.getEnclosingClass();
        return isOpen(type.getModifiers())
                && !type.isAnonymousClass()
                && !type.isLocalClass()
                && (outer.isEmpty() || isReachable(outer.get()));
    }

    private static boolean isOpen(Set<JavaModifier> modifiers) {
        return (modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED))
                && !modifiers.contains(JavaModifier.SYNTHETIC);
    }

    private static String at(JavaMember member) {
        return member.getFullName() + " " + member.getSourceCodeLocation();
    }
}
