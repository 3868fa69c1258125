package dev.millrace.wire;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/// Holds the room against its line in services/README.md, "Who may use whom".
@AnalyzeClasses(packages = "dev.millrace.wire", importOptions = ImportOption.DoNotIncludeTests.class)
class RoomTest {
    @ArchTest
    static final ArchRule shouldUseJacksonAlone = classes()
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("dev.millrace.wire..", "com.fasterxml.jackson..", "java..", "org.jspecify..");
}
