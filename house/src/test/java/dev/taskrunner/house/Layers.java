package dev.taskrunner.house;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.EvaluationResult;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Which package may know which. A package that does not exist yet breaks no rule. */
final class Layers {

    /** All the server may know of the client's package: who a participant is, not how one talks. */
    static final Set<String> ROOM_TYPES_FOR_SERVER = Set.of(
            "dev.taskrunner.room.ParticipantToken",
            "dev.taskrunner.room.ApiScope",
            "dev.taskrunner.room.ApiKey",
            "dev.taskrunner.room.TokenSource",
            "dev.taskrunner.room.TokenException");

    /** The packages of core, whose signatures name no type of a third party. */
    static final String[] CORE = {
        "dev.taskrunner",
        "dev.taskrunner.schema..",
        "dev.taskrunner.wire..",
        "dev.taskrunner.protocol..",
        "dev.taskrunner.room..",
        "dev.taskrunner.worker.."
    };

    private static final String OURS = "dev.taskrunner..";
    private static final String ROOT = "dev.taskrunner";
    private static final String SCHEMA = "dev.taskrunner.schema..";
    private static final String WIRE = "dev.taskrunner.wire..";
    private static final String PROTOCOL = "dev.taskrunner.protocol..";
    private static final String ROOM = "dev.taskrunner.room..";
    private static final String ROOM_SPI = "dev.taskrunner.room.spi..";
    private static final String FUNCTION = "dev.taskrunner.function..";
    private static final String LANGCHAIN4J = "dev.taskrunner.langchain4j..";
    private static final String SERVER = "dev.taskrunner.server..";
    private static final String BRIDGE = "dev.taskrunner.langchain4j.bridge";
    private static final String LLM = "dev.taskrunner.llm..";
    private static final String LLM_LOOP = "dev.taskrunner.llm.loop";
    private static final String WORKER = "dev.taskrunner.worker..";
    private static final String SERVICE = "dev.taskrunner.service..";

    private Layers() {}

    /** Every rule by the name that tests and messages use. */
    static Map<String, ArchRule> rules() {
        Map<String, ArchRule> rules = new TreeMap<>();
        rules.put("cycles", slices().assignedFrom(new Packages()).should().beFreeOfCycles());
        rules.put("wire", only(WIRE));
        rules.put("schema", only(SCHEMA));
        rules.put("contract", only(ROOT, SCHEMA));
        rules.put("protocol", only(PROTOCOL, ROOT, SCHEMA, WIRE));
        rules.put("room", only(ROOM, ROOT, SCHEMA, WIRE, PROTOCOL));
        rules.put("room-spi", only(ROOM_SPI, ROOT, SCHEMA, WIRE, PROTOCOL));
        rules.put("function", only(FUNCTION, ROOT, SCHEMA));
        // Schemas and binders of Java types are the plain function adapter's.
        rules.put("langchain4j", only(LANGCHAIN4J, ROOT, SCHEMA, FUNCTION));
        rules.put("tools", only("dev.taskrunner.tools..", ROOT, SCHEMA, ROOM, LANGCHAIN4J));
        rules.put("chat", only("dev.taskrunner.chat..", ROOT, SCHEMA, ROOM, BRIDGE, "dev.taskrunner.llm.."));
        rules.put("server", server());
        rules.put("llm", only(LLM, ROOT, SCHEMA, FUNCTION, BRIDGE));
        rules.put("llm-loop", only(LLM_LOOP, ROOT, SCHEMA, BRIDGE));
        rules.put("worker", only(WORKER, ROOT, SCHEMA, ROOM, ROOM_SPI));
        rules.put("service", only(SERVICE, ROOT, SCHEMA, WIRE, PROTOCOL, ROOM, ROOM_SPI));
        rules.put("wire-pure", wireIsPure());
        rules.put("wire-locks", wireTakesNoLocks());
        rules.put("foreign-types", ForeignTypes.rule(CORE));
        rules.replaceAll((name, rule) -> rule.allowEmptyShould(true).as(name));
        return rules;
    }

    private static ArchRule only(String from, String... allowed) {
        return noClasses()
                .that()
                .resideInAPackage(from)
                .should()
                .dependOnClassesThat(
                        resideInAPackage(OURS).and(not(resideInAPackage(from))).and(not(resideInAnyPackage(allowed))));
    }

    private static ArchRule server() {
        DescribedPredicate<JavaClass> tokens =
                DescribedPredicate.describe("tokens", type -> ROOM_TYPES_FOR_SERVER.contains(outermost(type)));
        String[] allowed = {SERVER, ROOT, SCHEMA, WIRE, PROTOCOL, ROOM_SPI};
        return noClasses()
                .that()
                .resideInAPackage(SERVER)
                .should()
                .dependOnClassesThat(resideInAPackage(OURS)
                        .and(not(resideInAnyPackage(allowed)))
                        .and(not(tokens)));
    }

    private static ArchRule wireIsPure() {
        DescribedPredicate<JavaClass> threads = DescribedPredicate.describe(
                "files or threads",
                type -> type.getName().startsWith("java.io.File")
                        || type.getName().startsWith("java.lang.Thread"));
        String[] banned = {"java.util.concurrent.locks..", "java.net..", "java.nio.file..", "java.nio.channels.."};
        return noClasses()
                .that()
                .resideInAPackage(WIRE)
                .should()
                .dependOnClassesThat(resideInAnyPackage(banned).or(threads));
    }

    private static ArchRule wireTakesNoLocks() {
        return noMethods()
                .that()
                .areDeclaredInClassesThat()
                .resideInAPackage(WIRE)
                .should()
                .haveModifier(JavaModifier.SYNCHRONIZED);
    }

    private static String outermost(JavaClass type) {
        String name = type.getName();
        return name.contains("$") ? name.substring(0, name.indexOf('$')) : name;
    }

    /** The lines of a failed rule, each with the place in the source. */
    static String describe(String name, EvaluationResult result) {
        return "[" + name + "]\n  "
                + String.join("\n  ", result.getFailureReport().getDetails());
    }

    /** One slice a package, so that the root package takes part too. */
    private static final class Packages implements SliceAssignment {

        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
            return resideInAPackage(OURS).test(type)
                    ? SliceIdentifier.of(type.getPackageName())
                    : SliceIdentifier.ignore();
        }

        @Override
        public String getDescription() {
            return "packages";
        }
    }
}
