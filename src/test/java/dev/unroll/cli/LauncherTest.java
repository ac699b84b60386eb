package dev.unroll.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The launcher's own work, with a Maven in its place that only notes how it was called. */
@DisabledOnOs(OS.WINDOWS)
class LauncherTest {
    @TempDir
    Path folder;

    private Path bin;

    @BeforeEach
    void copy() throws IOException {
        Files.copy(Path.of("unroll"), folder.resolve("unroll"));
        assertThat(folder.resolve("unroll").toFile().setExecutable(true)).isTrue();
        Files.createDirectories(folder.resolve("src/main"));
        Files.writeString(folder.resolve("pom.xml"), "<project/>");
        bin = Files.createDirectory(folder.resolve("bin"));
    }

    private void maven(String script) throws IOException {
        Path maven = Files.writeString(bin.resolve("mvn"), "#!/bin/sh\n" + script + "\n");
        assertThat(maven.toFile().setExecutable(true)).isTrue();
    }

    private String run(Map<String, String> environment) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(folder.resolve("unroll").toString(), "--version")
                .redirectErrorStream(true)
                .directory(folder.toFile());
        builder.environment().put("PATH", bin + ":" + System.getenv("PATH"));
        builder.environment().putAll(environment);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor()).as(output).isEqualTo(1);
        return output;
    }

    @Test
    void theUsersOwnMavenOptionsAndProxyStay() throws IOException, InterruptedException {
        maven("echo \"opts=$MAVEN_OPTS proxy=$https_proxy\"; exit 1");
        String output =
                run(Map.of("MAVEN_OPTS", "-Dhttps.proxyHost=proxy.example", "https_proxy", "http://p.example:3128"));
        assertThat(output)
                .contains("opts=-Dhttps.proxyHost=proxy.example proxy=http://p.example:3128")
                .contains("downloads up to 86 MB")
                .contains("error: the build failed");
    }

    @Test
    void aFailedDownloadIsSaidToBeOne() throws IOException, InterruptedException {
        maven("echo 'Could not transfer artifact a:b:jar:1: Unknown host'; exit 1");
        assertThat(run(Map.of()))
                .contains("error: the build could not download what it needs", "is there a connection?");
    }
}
