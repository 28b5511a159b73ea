package dev.taskrunner.house;

import com.sun.source.tree.BlockTree;
import com.sun.source.tree.CatchTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.ImportTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ThrowTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import java.util.Set;
import javax.lang.model.element.Modifier;

/** Walks one parsed file and writes down what the budgets need. Nothing is resolved: names are as they are spelt. */
final class SourceScanner extends TreePathScanner<Void, Void> {

    private static final Set<String> RAW = Set.of("RuntimeException", "Exception", "Error", "Throwable");
    private static final Set<String> TEST_ANNOTATIONS =
            Set.of("Test", "ParameterizedTest", "RepeatedTest", "TestFactory", "TestTemplate");
    private static final Set<Tree.Kind> IMPLICITLY_PUBLIC = Set.of(Tree.Kind.INTERFACE, Tree.Kind.ANNOTATION_TYPE);

    private final Trees trees;
    private final CompilationUnitTree unit;
    private final SourceFile file;
    private final Facts facts;

    /** The method or, outside of methods, the type that is being walked: findings name it. */
    private String member = "";

    SourceScanner(Trees trees, CompilationUnitTree unit, SourceFile file, Facts facts) {
        this.trees = trees;
        this.unit = unit;
        this.file = file;
        this.facts = facts;
    }

    @Override
    public Void visitClass(ClassTree type, Void unused) {
        if (type.getSimpleName().isEmpty() || isLocal()) {
            return super.visitClass(type, unused);
        }
        String outer = member;
        member = type.getSimpleName().toString();
        facts.types.add(new Facts.Type(file, member, line(type), isVisible(type), isDocumented()));
        super.visitClass(type, unused);
        member = outer;
        return null;
    }

    @Override
    public Void visitMethod(MethodTree method, Void unused) {
        String outer = member;
        ClassTree owner = (ClassTree) getCurrentPath().getParentPath().getLeaf();
        boolean constructor = method.getReturnType() == null;
        member = constructor
                ? owner.getSimpleName().toString()
                : method.getName().toString();
        facts.methods.add(
                new Facts.Method(file, member, line(method), shape(method), isApi(owner, method), isDocumented()));
        checkTestName(method);
        super.visitMethod(method, unused);
        member = outer;
        return null;
    }

    @Override
    public Void visitThrow(ThrowTree thrown, Void unused) {
        if (thrown.getExpression() instanceof NewClassTree created) {
            String name = lastName(created.getIdentifier());
            if (RAW.contains(name)) {
                report("raw-throw", thrown, "throws a plain " + name + "; say what went wrong with a type of its own");
            }
        }
        return super.visitThrow(thrown, unused);
    }

    @Override
    public Void visitCatch(CatchTree caught, Void unused) {
        BlockTree block = caught.getBlock();
        if (block.getStatements().isEmpty()) {
            report("empty-catch", caught, "catches " + caught.getParameter().getType() + " and does nothing");
        }
        return super.visitCatch(caught, unused);
    }

    @Override
    public Void visitMethodInvocation(MethodInvocationTree call, Void unused) {
        if (!file.isMain() && isSleep(call.getMethodSelect())) {
            report("sleep-in-test", call, "sleeps; wait for the event itself");
        }
        return super.visitMethodInvocation(call, unused);
    }

    private boolean isSleep(ExpressionTree called) {
        if (called instanceof MemberSelectTree select) {
            String on = select.getExpression().toString();
            return select.getIdentifier().contentEquals("sleep")
                    && (on.equals("Thread") || on.equals("java.lang.Thread") || on.matches("(.*\\.)?[A-Z]+SECONDS"));
        }
        return called instanceof IdentifierTree name
                && name.getName().contentEquals("sleep")
                && unit.getImports().stream().anyMatch(SourceScanner::importsSleep);
    }

    private static boolean importsSleep(ImportTree imported) {
        return imported.isStatic()
                && imported.getQualifiedIdentifier().toString().matches("java\\.lang\\.Thread\\.(sleep|\\*)");
    }

    /** Surefire runs files named *Test only, so a test elsewhere would silently never run. */
    private void checkTestName(MethodTree method) {
        if (file.isMain() || file.simpleName().endsWith("Test")) {
            return;
        }
        boolean abstractFile = unit.getTypeDecls().stream()
                .filter(ClassTree.class::isInstance)
                .map(ClassTree.class::cast)
                .anyMatch(type -> type.getKind() == Tree.Kind.INTERFACE
                        || type.getModifiers().getFlags().contains(Modifier.ABSTRACT));
        if (!abstractFile && hasAnnotation(method.getModifiers(), TEST_ANNOTATIONS)) {
            report("test-name", method, "is a test in a file not named *Test, so it never runs");
        }
    }

    private boolean isApi(ClassTree owner, MethodTree method) {
        return file.isApi()
                && !isLocal()
                && isVisible(owner)
                && isOpen(method.getModifiers(), owner)
                && !hasAnnotation(method.getModifiers(), Set.of("Override"))
                && !isImpliedByRecord(owner, method);
    }

    /** Accessors and compact constructors of records: the record's own Javadoc describes the components. */
    private boolean isImpliedByRecord(ClassTree owner, MethodTree method) {
        if (isCompact(method)) {
            return true;
        }
        return owner.getKind() == Tree.Kind.RECORD
                && method.getParameters().isEmpty()
                && owner.getMembers().stream()
                        .anyMatch(part -> part instanceof VariableTree field
                                && field.getName().contentEquals(method.getName())
                                && !field.getModifiers().getFlags().contains(Modifier.STATIC));
    }

    /** A compact constructor has the record's own components as parameters, and they stand before it. */
    private boolean isCompact(MethodTree method) {
        return !method.getParameters().isEmpty() && start(method.getParameters().get(0)) < start(method);
    }

    /** Whether users can reach the type: it and every type around it is public or protected. */
    private boolean isVisible(ClassTree type) {
        var path = getCurrentPath();
        while (path.getLeaf() != type) {
            path = path.getParentPath();
        }
        ClassTree inner = type;
        for (path = path.getParentPath(); path != null; path = path.getParentPath()) {
            ClassTree outer = path.getLeaf() instanceof ClassTree around ? around : null;
            if (!isOpen(inner.getModifiers(), outer)) {
                return false;
            }
            if (outer == null) {
                return true;
            }
            inner = outer;
        }
        return true;
    }

    private static boolean isOpen(ModifiersTree modifiers, /* null at the top */ ClassTree owner) {
        Set<Modifier> flags = modifiers.getFlags();
        return flags.contains(Modifier.PUBLIC)
                || flags.contains(Modifier.PROTECTED)
                || (owner != null && IMPLICITLY_PUBLIC.contains(owner.getKind()) && !flags.contains(Modifier.PRIVATE));
    }

    /** Inside a method, an initializer or an anonymous class. */
    private boolean isLocal() {
        for (var path = getCurrentPath().getParentPath(); path != null; path = path.getParentPath()) {
            Tree leaf = path.getLeaf();
            if (leaf instanceof BlockTree
                    || leaf instanceof NewClassTree
                    || (leaf instanceof ClassTree type && type.getSimpleName().isEmpty())) {
                return true;
            }
        }
        return false;
    }

    private static boolean hasAnnotation(ModifiersTree modifiers, Set<String> names) {
        return modifiers.getAnnotations().stream()
                .anyMatch(annotation -> names.contains(lastName(annotation.getAnnotationType())));
    }

    private static String lastName(Tree name) {
        String text = name.toString();
        return text.substring(text.lastIndexOf('.') + 1);
    }

    private boolean isDocumented() {
        String comment = trees.getDocComment(getCurrentPath());
        return comment != null && !comment.isBlank();
    }

    private Facts.Shape shape(MethodTree method) {
        int parameters = isCompact(method) ? 0 : method.getParameters().size();
        return new Facts.Shape(lines(method), parameters);
    }

    private int lines(MethodTree method) {
        return method.getBody() == null ? 0 : (int) (lineAt(end(method)) - line(method) + 1);
    }

    private long end(Tree tree) {
        return trees.getSourcePositions().getEndPosition(unit, tree);
    }

    private long start(Tree tree) {
        return trees.getSourcePositions().getStartPosition(unit, tree);
    }

    private long line(Tree tree) {
        return lineAt(start(tree));
    }

    private long lineAt(long position) {
        return unit.getLineMap().getLineNumber(position);
    }

    private void report(String rule, Tree at, String message) {
        facts.findings.add(new Finding(rule, file.path(), line(at), member, message));
    }
}
