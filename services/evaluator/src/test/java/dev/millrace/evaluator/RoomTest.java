package dev.millrace.evaluator;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/// Holds the service against services/README.md, "The rooms".
@AnalyzeClasses(packages = "dev.millrace.evaluator", importOptions = ImportOption.DoNotIncludeTests.class)
class RoomTest {
    @ArchTest
    static final ArchRule shouldKeepItsDomainFreeOfKafkaAndMicronaut = classes()
            .that()
            .resideInAPackage("dev.millrace.evaluator")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "dev.millrace.evaluator",
                    "dev.millrace.engine..",
                    "dev.millrace.nn..",
                    "dev.millrace.wire..",
                    "dev.millrace.keras",
                    "dev.millrace.runs",
                    "com.fasterxml.jackson.databind..",
                    "java..",
                    "org.jspecify..");

    @ArchTest
    static final ArchRule shouldKeepMicronautInItsApplication = noClasses()
            .that()
            .resideInAPackage("dev.millrace.evaluator.kafka")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.micronaut..", "dev.millrace.evaluator.app");
}
