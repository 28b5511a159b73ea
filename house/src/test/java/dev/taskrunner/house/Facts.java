package dev.taskrunner.house;

import java.util.ArrayList;
import java.util.List;

/** What one pass over the sources found; {@link Budgets} judges it. */
final class Facts {

    /** A type; {@code visible} when it and all types around it are public or protected. */
    record Type(SourceFile file, String name, long line, boolean visible, boolean documented) {}

    /** A method or constructor; {@code api} when users see it and its Javadoc cannot be inherited or implied. */
    record Method(SourceFile file, String name, long line, Shape shape, boolean api, boolean documented) {}

    /** The size of a method: {@code lines} from its first annotation to its closing brace, 0 without a body. */
    record Shape(int lines, int parameters) {}

    final List<SourceFile> files = new ArrayList<>();
    final List<Type> types = new ArrayList<>();
    final List<Method> methods = new ArrayList<>();

    /** Breaches that need no counting: the scanner reports them as it meets them. */
    final List<Finding> findings = new ArrayList<>();
}
