package dev.millrace.datasets.table;

import static dev.millrace.datasets.table.TableFolder.bytes;
import static dev.millrace.datasets.table.TableFolder.input;
import static dev.millrace.datasets.table.TableFolder.json;
import static dev.millrace.datasets.table.TableFolder.target;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.datasets.Dataset;
import dev.millrace.datasets.DatasetException;
import dev.millrace.datasets.Datasets;
import dev.millrace.datasets.Targets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuerySourceTest {
    private static final String NAMED = "Known: houses, streets.";

    @TempDir
    private Path folder;

    private TableFolder tables;

    @BeforeEach
    void tables() {
        tables = new TableFolder(folder);
        tables.write("houses.csv", "street;area;price\nHauptstraße;10,5;1,5\nGasse;20,5;2,5\nHauptstraße;30,5;4\n");
        tables.parquet(
                "streets.parquet",
                "SELECT * FROM (VALUES ('Hauptstraße', 50, DATE '2020-01-01'), ('Gasse', 20, DATE '2021-01-01'))"
                        + " t(name, limit_kmh, built)");
    }

    private Dataset open(String sql) {
        return open(sql, "target: 'price'");
    }

    private Dataset open(String sql, String options) {
        return tables.open("{query: {sql: " + com.fasterxml.jackson.databind.node.TextNode.valueOf(sql)
                + ", files: {houses: 'houses.csv', streets: 'streets.parquet'}, split: {validation: 0, test: 0}, "
                + options
                + "}}");
    }

    private AbstractThrowableAssert<?, ? extends Throwable> refused(String sql) {
        return assertThatThrownBy(() -> open(sql)).isInstanceOf(DatasetException.class);
    }

    @Test
    void shouldJoinFilesByTheNamesThatTheyAreGiven() {
        Dataset joined = open(
                "SELECT area, limit_kmh, price FROM houses h JOIN streets s ON h.street = s.name",
                "target: 'price', standardize: false");
        assertThat(joined.name()).isEqualTo("houses + streets");
        assertThat(joined.train().size()).isEqualTo(3);
        // Sorted by all values, as the query says no order.
        assertThat(input(joined, joined.train(), 0)).containsExactly(10.5f, 50);
        assertThat(input(joined, joined.train(), 1)).containsExactly(20.5f, 20);
        assertThat(target(joined, joined.train(), 2)).containsExactly(4);
        assertThat(joined.schema().targets()).isInstanceOf(Targets.Values.class);
    }

    @Test
    void shouldKeepTheOrderThatAQuerySays() {
        Dataset ordered = open(
                "WITH h AS (SELECT * FROM houses) SELECT area, price FROM h ORDER BY area DESC;",
                "target: 'price', standardize: false");
        assertThat(input(ordered, ordered.train(), 0)).containsExactly(30.5f);
        assertThat(input(ordered, ordered.train(), 2)).containsExactly(10.5f);
    }

    @Test
    void shouldReadDatesAndWhatFunctionsGive() {
        Dataset dataset = open(
                "SELECT year(built) AS year, upper(street) AS street, price, built FROM houses JOIN streets ON street ="
                        + " name",
                "target: 'price', standardize: false");
        assertThat(input(dataset, dataset.train(), 2)).containsExactly(2021, 1, 0, 18_628);
    }

    @Test
    void shouldGiveTheSameRowsEachTime() {
        // Several row groups, which several threads would read in any order.
        tables.parquet(
                "streets.parquet",
                "SELECT i AS id, i * 7919 % 997 AS street, i * 31 % 1000 / 7.0 AS area, i * 17 % 100 / 3.0 AS price FROM"
                        + " range(600000) t(i)");
        StringBuilder csv = new StringBuilder("name,rent\n");
        for (int i = 0; i < 5000; i++) {
            csv.append(i % 997).append(',').append(i / 3.0).append('\n');
        }
        tables.write("houses.csv", csv.toString());
        List<String> queries = List.of(
                "SELECT area, rent, price FROM streets JOIN houses ON street = name WHERE id % 101 = 0",
                "SELECT avg(area) AS area, stddev(price) AS s, sum(price / 3) AS price FROM streets GROUP BY street",
                "SELECT first(area) AS area, sum(price) AS price FROM streets GROUP BY street",
                "SELECT id, area AS price, price AS p FROM streets ORDER BY p LIMIT 1000",
                "SELECT row_number() OVER () AS n, price FROM streets JOIN houses ON street = name WHERE id < 3000");
        for (String sql : queries) {
            byte[] first = null;
            for (int run = 0; run < 4; run++) {
                Dataset dataset = open(sql);
                byte[] bytes = bytes(dataset, dataset.train());
                if (first == null) {
                    first = bytes;
                }
                assertThat(bytes).as(sql).isEqualTo(first);
            }
        }
    }

    @Test
    void shouldRefuseWhatIsDifferentEachTime() {
        for (String function : List.of(
                "random()",
                "now()",
                "current_date",
                "current_timestamp",
                "today()",
                "uuid()",
                "gen_random_uuid()",
                "current_setting('threads')",
                "ago(INTERVAL 1 DAY)",
                "localtimestamp",
                "getvariable('x')",
                "version()",
                "RANDOM()",
                "reservoir_quantile(area, 0.5)",
                "current_user",
                "txid_current()")) {
            String name = function.replaceAll("\\(.*", "").toLowerCase(Locale.ROOT);
            refused("SELECT area, price, " + function + " AS f FROM houses")
                    .as(function)
                    .hasMessage("A query gives the same rows each time, whoever runs it, and '" + name
                            + "' does not. Leave it out, or write the value itself.");
        }
        for (String sql : List.of(
                "SELECT area, price FROM houses USING SAMPLE 10%",
                "SELECT area, price FROM houses TABLESAMPLE 2",
                "SELECT * FROM (SELECT area, price FROM houses USING SAMPLE reservoir(2 ROWS) REPEATABLE (1))")) {
            refused(sql)
                    .hasMessage("A query gives the same rows each time, and a sample does not. Received: TABLESAMPLE or"
                            + " USING SAMPLE. Choose rows by their values, like WHERE hash(id) % 10 = 0.");
        }
        refused("SELECT area, price FROM houses WHERE random() < 0.5").hasMessageContaining("'random'");
        refused("SELECT area, price FROM houses ORDER BY random()").hasMessageContaining("'random'");
        refused("SELECT area, price FROM houses WHERE area < (SELECT max(random()) FROM streets)")
                .hasMessageContaining("'random'");
    }

    @Test
    void shouldReadNothingButTheNamedFiles() throws IOException {
        Path secret = tables.write("secret.csv", "a,price\n1,2.5\n");
        Files.createSymbolicLink(folder.resolve("link.csv"), secret);
        String read = "A query reads the files that 'files' names, by their names there. Received: ";
        for (String table : List.of(secret.toString(), "secret.csv", folder + "/*.csv", folder + "/link.csv")) {
            refused("SELECT * FROM '" + table + "'").hasMessage(read + table + ". " + NAMED);
            refused("SELECT * FROM read_csv('" + table + "')").hasMessage(read + "read_csv(…). " + NAMED);
        }
        for (String function :
                List.of("read_text", "read_blob", "glob", "read_parquet", "sniff_csv", "parquet_schema")) {
            refused("SELECT * FROM " + function + "('" + secret + "')").hasMessage(read + function + "(…). " + NAMED);
        }
        for (String table :
                List.of("duckdb_settings()", "duckdb_secrets()", "query('SELECT 1')", "query_table('houses')")) {
            refused("SELECT * FROM " + table).hasMessageStartingWith(read + table.replaceAll("\\(.*", "") + "(…)");
        }
        refused("SELECT * FROM information_schema.tables").hasMessage(read + "tables. " + NAMED);
        refused("SELECT * FROM sqlite_master").hasMessage(read + "sqlite_master. " + NAMED);
        refused("SELECT * FROM housse").hasMessage(read + "housse. " + NAMED);
        refused("SELECT (SELECT max(content) FROM read_text('/etc/passwd')) AS x, price FROM houses")
                .hasMessage(read + "read_text(…). " + NAMED);
        refused("SELECT area, price FROM houses WHERE EXISTS (FROM '/etc/passwd')")
                .hasMessage(read + "/etc/passwd. " + NAMED);
    }

    @Test
    void shouldWriteNothing() throws IOException {
        byte[] before = Files.readAllBytes(folder.resolve("houses.csv"));
        String one = "A query is one SELECT, which reads and writes nothing. Received: ";
        for (String sql : List.of(
                "COPY (SELECT 1 AS area, 2 AS price) TO '" + folder.resolve("houses.csv") + "'",
                "COPY houses TO '" + folder.resolve("new.csv") + "'",
                "CREATE TABLE t AS SELECT * FROM houses",
                "ATTACH '" + folder.resolve("new.db") + "'",
                "SET threads = 8",
                "INSTALL httpfs",
                "LOAD httpfs",
                "PRAGMA database_list",
                "EXPORT DATABASE '" + folder + "'",
                "DROP VIEW houses",
                "CALL pragma_version()",
                "INSERT INTO houses VALUES ('x', 1, 2)",
                "EXPLAIN ANALYZE SELECT * FROM houses",
                "SELECT * FROM houses; COPY houses TO '" + folder.resolve("new.csv") + "'")) {
            refused(sql).hasMessage(one + sql);
        }
        refused("SELECT * FROM houses; SELECT * FROM streets")
                .hasMessage(
                        "A query is one SELECT. Received: 2 statements: SELECT * FROM houses; SELECT * FROM streets");
        refused("SELECT * FROM houses') ; COPY houses TO 'x.csv' --").hasMessageContaining("SQL");
        refused("DESCRIBE houses")
                .hasMessage("A query gives rows to train with. Received: SHOW, DESCRIBE or SUMMARIZE.");
        assertThat(Files.readAllBytes(folder.resolve("houses.csv"))).isEqualTo(before);
        assertThat(folder.resolve("new.csv")).doesNotExist();
    }

    @Test
    void shouldSayWhatIsWrongWithAQuery() {
        refused("SELEC area FROM houses")
                .hasMessage("The query is no SQL that DuckDB understands: syntax error at or near \"SELEC\". Received:"
                        + " SELEC area FROM houses");
        refused("SELECT aera, price FROM houses")
                .hasMessageStartingWith("The query cannot be run: Binder Error: Referenced column \"aera\" not found in"
                        + " FROM clause!");
        refused("SELECT street::DOUBLE AS s, price FROM houses")
                .hasMessageStartingWith(
                        folder.resolve("houses.csv") + " cannot be read: Conversion Error: CSV Error on" + " Line: 2")
                .hasMessageEndingWith("Could not convert string \"Hauptstraße\" to 'DOUBLE'");
        refused("SELECT concat(street, 'x')::DOUBLE AS s, price FROM houses")
                .hasMessageStartingWith("The query cannot be run: Conversion Error: Could not convert string");
        refused("SELECT area, price FROM houses WHERE area < ?").hasMessageStartingWith("The query cannot be run:");
        refused("SELECT area, NULLIF(price, 4) AS price FROM houses")
                .hasMessageStartingWith("The query's result, row 3, column 'price': the value is missing.");
        refused("SELECT area, price FROM houses WHERE area > 100")
                .hasMessage("houses + streets has no rows. Expected: at least one to train with.");
    }

    @Test
    void shouldSayWhatIsWrongWithAFile() {
        StringBuilder csv = new StringBuilder("street;area;price\n");
        for (int i = 0; i < 30_000; i++) {
            csv.append("Gasse;").append(i).append(",5;1\n");
        }
        csv.append("Gasse;big;1\n");
        tables.write("houses.csv", csv.toString());
        refused("SELECT max(area) AS area, price FROM houses GROUP BY price")
                .hasMessageStartingWith(folder.resolve("houses.csv") + ", line 30002, column 'area': 'big' is not a"
                        + " number with a decimal comma, as the values before it are.");
    }

    @Test
    void shouldResolvePathsOfNamedFiles() {
        assertThat(Datasets.resolve(
                                json("{query: {sql: 'x', files: {a: 'a.csv', b: '/b.csv'}, target: 'y'}}"),
                                Path.of("/data"))
                        .toString())
                .isEqualTo(
                        "{\"query\":{\"sql\":\"x\",\"files\":{\"a\":\"/data/a.csv\",\"b\":\"/b.csv\"},\"target\":\"y\"}}");
        assertThatThrownBy(() -> Datasets.source(json("{query: {sql: 'x', files: {}, target: 'y'}}")))
                .hasMessage("Option 'files' of 'query' names the files that the query reads, like files: {houses:"
                        + " houses.csv}. Received: none.");
        assertThatThrownBy(() -> Datasets.source(json("{query: {sql: 'x', target: 'y'}}")))
                .hasMessage("Option 'files' of 'query' is missing.");
    }
}
