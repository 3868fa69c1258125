package dev.millrace.standalone;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClass.Predicates;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.PrintWriter;

/// Lines of others go to the terminal by way of [Output], which makes them harmless.
@AnalyzeClasses(packages = "dev.millrace.standalone", importOptions = ImportOption.DoNotIncludeTests.class)
class OutputTest {
    /// The last four print their own words, and what this user has named, alone.
    private static final String PRINTS = ".*\\.(Output|Interrupt|ErrorReporter|DatasetChoice|ReadingProgress)(\\$.*)?";

    @ArchTest
    static final ArchRule shouldPrintLinesInOnePlace = noClasses()
            .that()
            .haveNameNotMatching(PRINTS)
            .should()
            .callMethodWhere(target(name("println")).and(target(owner(Predicates.assignableTo(PrintWriter.class)))));
}
