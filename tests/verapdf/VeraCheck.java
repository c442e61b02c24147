import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.logging.LogManager;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;
import org.verapdf.pdfa.validation.profiles.ErrorArgument;
import org.verapdf.pdfa.validation.profiles.ErrorArgumentImpl;
import org.verapdf.pdfa.validation.profiles.Profiles;
import org.verapdf.pdfa.validation.profiles.Rule;
import org.verapdf.pdfa.validation.profiles.RuleId;
import org.verapdf.pdfa.validation.profiles.ValidationProfile;
import org.verapdf.pdfa.validation.profiles.Variable;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * Checks PDFs with veraPDF and prints one line for each finding: the number of the file among the
 * arguments, a tab, and the finding. A file without findings passed. The last line is "checked N".
 *
 * Arguments: the name of a profile (PDFUA-1), then the files.
 */
public final class VeraCheck {

    public static void main(String[] arguments) throws Exception {
        LogManager.getLogManager().reset(); // findings only; the parser is talkative
        VeraGreenfieldFoundryProvider.initialise();
        ValidationProfile profile = readProfile(arguments[0]);
        for (int file = 1; file < arguments.length; file++) {
            for (String finding : findings(new File(arguments[file]), profile)) {
                System.out.println((file - 1) + "\t" + finding.replaceAll("\\s+", " "));
            }
        }
        System.out.println("checked " + (arguments.length - 1));
    }

    /** Returns one finding for each rule that the file breaks, in the order of the rules' names. */
    private static Iterable<String> findings(File file, ValidationProfile profile) {
        Map<String, String> found = new TreeMap<>();
        try (PDFAParser parser =
                        Foundries.defaultInstance().createParser(file, profile.getPDFAFlavour());
                PDFAValidator validator =
                        Foundries.defaultInstance().createValidator(profile, false)) {
            ValidationResult result = validator.validate(parser);
            for (TestAssertion assertion : result.getTestAssertions()) {
                if (assertion.getStatus() == TestAssertion.Status.FAILED) {
                    RuleId rule = assertion.getRuleId();
                    String name = rule.getClause() + "-" + rule.getTestNumber();
                    int times = result.getFailedChecks().getOrDefault(rule, 1);
                    found.putIfAbsent(
                            name,
                            name + ": " + assertion.getMessage() + " (" + times + " times, first at "
                                    + assertion.getLocation().getContext() + ")");
                }
            }
            if (found.isEmpty() && !result.isCompliant()) {
                found.put("", "not compliant, for a reason that veraPDF does not give");
            }
        } catch (Exception error) {
            found.put("", "cannot be checked: " + error);
        }
        return found.values();
    }

    /**
     * Returns the profile of this name. The jar holds it as XML but not the classes that would read
     * it (JAXB), so it is put together from its elements here.
     */
    private static ValidationProfile readProfile(String name) throws Exception {
        Element root = parse("org/verapdf/pdfa/validation/" + name + ".xml");
        Set<Rule> rules = new HashSet<>();
        for (Element rule : elements(root, "rule").collect(Collectors.toList())) {
            rules.add(readRule(rule));
        }
        Set<Variable> variables = elements(root, "variable")
                .map(variable -> Profiles.variableFromValues(
                        variable.getAttribute("name"),
                        variable.getAttribute("object"),
                        text(variable, "defaultValue"),
                        text(variable, "value")))
                .collect(Collectors.toSet());
        return Profiles.profileFromValues(
                PDFAFlavour.valueOf(root.getAttribute("flavour")),
                Profiles.profileDetailsFromValues(name, name, "veraPDF", new Date(0)),
                "",
                rules,
                variables);
    }

    private static Rule readRule(Element rule) {
        Element id = elements(rule, "id").findFirst().orElseThrow();
        List<ErrorArgument> arguments = elements(rule, "argument")
                .map(argument -> ErrorArgumentImpl.fromValues(
                        argument.getTextContent().trim(), attribute(argument, "name"), null))
                .collect(Collectors.toList());
        String deferred = attribute(rule, "deferred");
        return Profiles.ruleFromValues(
                Profiles.ruleIdFromValues(
                        PDFAFlavour.Specification.valueOf(id.getAttribute("specification")),
                        id.getAttribute("clause"),
                        Integer.parseInt(id.getAttribute("testNumber"))),
                rule.getAttribute("object"),
                deferred == null ? null : Boolean.valueOf(deferred),
                attribute(rule, "tags"),
                text(rule, "description"),
                text(rule, "test"),
                Profiles.errorFromValues(text(rule, "message"), arguments),
                List.of());
    }

    private static Element parse(String resource) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        try (InputStream stream = VeraCheck.class.getClassLoader().getResourceAsStream(resource)) {
            if (stream == null) {
                throw new IOException("The veraPDF jar has no " + resource);
            }
            return factory.newDocumentBuilder().parse(stream).getDocumentElement();
        }
    }

    /** Returns the elements of this name inside another, in order, whatever their namespace. */
    private static Stream<Element> elements(Element parent, String name) {
        NodeList nodes = parent.getElementsByTagNameNS("*", name);
        return IntStream.range(0, nodes.getLength()).mapToObj(index -> (Element) nodes.item(index));
    }

    private static String text(Element parent, String name) {
        return elements(parent, name).map(found -> found.getTextContent().trim()).findFirst().orElse("");
    }

    private static String attribute(Element element, String name) {
        return element.hasAttribute(name) ? element.getAttribute(name) : null;
    }
}
