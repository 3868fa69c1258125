package dev.millrace.service;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/// Holds the room against its line in services/README.md, "Who may use whom".
@AnalyzeClasses(packages = "dev.millrace.service", importOptions = ImportOption.DoNotIncludeTests.class)
class RoomTest {
    @ArchTest
    static final ArchRule shouldUseMessagingMicronautAndItsMetersAlone = classes()
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "dev.millrace.service..",
                    "dev.millrace.messaging..",
                    "io.micrometer.core..",
                    "io.micronaut..",
                    "jakarta.annotation..",
                    "jakarta.inject..",
                    "java..",
                    "javax.management..",
                    "org.jspecify..");
}
