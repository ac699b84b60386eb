package dev.unroll.cli;

import dev.unroll.diagnostic.Codes;
import dev.unroll.diagnostic.Diagnostic;
import dev.unroll.diagnostic.InvalidInput;
import dev.unroll.diagnostic.Suggest;
import dev.unroll.report.Shell;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A commented spec to start from. */
@Command(
        name = "new",
        description = "Write a commented model, NAME.yaml, to start from; it can be trained at once.",
        footer = {"", "Example: ./unroll new mine --from tagger"})
final class NewCommand extends Verb {
    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_-]*");

    @Parameters(paramLabel = "NAME", description = "The model's name, optionally with a folder.")
    private Path target;

    @Option(
            names = "--from",
            paramLabel = "TEMPLATE",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).",
            completionCandidates = Known.class)
    private String from = "classifier";

    /** For completion. */
    static final class Known extends Candidates {
        Known() {
            super(Template::names);
        }
    }

    @Override
    int run() {
        Template template = Template.ALL.stream()
                .filter(t -> t.name().equals(from))
                .findFirst()
                .orElseThrow(() -> misused("unknown template '" + from + "', "
                        + Suggest.question(from, Template.names())
                                .orElse("templates are " + String.join(", ", Template.names()))));
        String name = name();
        String spec = Shell.quote(target.resolveSibling(name + ".yaml"));
        Map<Path, String> files = new LinkedHashMap<>();
        for (String ending : template.endings()) {
            files.put(target.resolveSibling(name + "." + ending), template.text(ending, name, spec));
        }
        check(files.keySet().stream().toList());
        files.forEach(NewCommand::write);
        List<String> written = files.keySet().stream().map(Path::toString).toList();
        if (isJson()) {
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("ok", true);
            document.put("template", template.name());
            document.put("files", written);
            terminal().json(document);
        } else {
            terminal().out().println("wrote " + String.join(" and ", written));
            terminal().out().println("next:  ./unroll train " + Shell.quote(spec));
        }
        return DONE;
    }

    private String name() {
        String name =
                Optional.ofNullable(target.getFileName()).map(Path::toString).orElse("");
        if (NAME.matcher(name).matches()) {
            return name;
        }
        String bare = name.replaceFirst("\\.ya?ml$", "");
        String hint = NAME.matcher(bare).matches()
                ? ": give it without the ending, '" + target.resolveSibling(bare) + "'"
                : ": use letters A to Z, digits, - and _, starting with a letter";
        throw misused("'" + name + "' is not a valid model name" + hint);
    }

    /** Everything that would stop the writing, before any of it is done. */
    private static void check(List<Path> files) {
        Optional<Path> folder = Optional.ofNullable(files.get(0).getParent());
        if (folder.filter(path -> !Files.isDirectory(path)).isPresent()) {
            throw new InvalidInput(Diagnostic.error(Codes.WRITE, "there is no folder '" + folder.get() + "'")
                    .hint("create it first: mkdir -p " + Shell.quote(folder.get())));
        }
        List<Diagnostic> there = new ArrayList<>();
        for (Path file : files) {
            if (Files.exists(file)) {
                there.add(there(file));
            }
        }
        if (!there.isEmpty()) {
            throw new InvalidInput(there);
        }
    }

    private static Diagnostic there(Path file) {
        return Diagnostic.error(Codes.WRITE, "'" + file + "' exists and is not overwritten")
                .hint("choose another name, or move the file");
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        } catch (FileAlreadyExistsException e) {
            throw new InvalidInput(there(file));
        } catch (IOException e) {
            throw new InvalidInput(Diagnostic.error(Codes.WRITE, "cannot write '" + file + "'")
                    .hint("check that its folder is writable"));
        }
    }
}
