package dev.unroll.cli;

import static dev.unroll.cli.Answer.unroll;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docs/extending.md, done as written in an empty folder. */
class ExtendingGuideTest {
    private static final Pattern BLOCK = Pattern.compile("(?s)```([a-z]*)\n(.*?)```");

    @TempDir
    private Path folder;

    @Test
    void leadsToACheckedOp() throws IOException {
        String guide = Files.readString(Path.of("docs/extending.md"));
        Matcher all = BLOCK.matcher(guide);
        List<String> java = new ArrayList<>();
        List<String> commands = new ArrayList<>();
        String shown = "";
        String yaml = "";
        while (all.find()) {
            switch (all.group(1)) {
                case "java" -> java.add(all.group(2));
                case "yaml" -> yaml = all.group(2);
                case "text" -> shown = all.group(2);
                default -> all.group(2).lines().forEach(commands::add);
            }
        }
        Path op = Files.writeString(folder.resolve("Isru.java"), java.get(0));
        Files.writeString(folder.resolve("mine.yaml"), yaml);
        Answer wrong = run(commands.get(0));
        assertThat(wrong.status()).isEqualTo(1);
        assertThat(wrong.err() + wrong.out()).isEqualTo(shown);
        String wrongLine = "        return div(constant(1), root);\n";
        assertThat(java.get(0)).contains(wrongLine);
        Files.writeString(op, java.get(0).replace(wrongLine, java.get(1)));
        Answer right = run(commands.get(0));
        assertThat(right.out()).startsWith("ok: isru, 2,635 gradients of orders 1 and 2, ");
        assertThat(guide).contains("`ok: isru, 2,635 gradients of orders 1 and 2, ...`");
        assertThat(commands).hasSize(4);
        for (String command : commands) {
            Answer answer = run(command);
            assertThat(answer.status()).as(command + answer.err()).isZero();
        }
    }

    private Answer run(String command) {
        return unroll(List.of(command.split(" ")).stream()
                .skip(1)
                .map(word -> word.matches("run|.*\\.(java|yaml)") ? folder.resolve(word) : word)
                .toArray());
    }
}
