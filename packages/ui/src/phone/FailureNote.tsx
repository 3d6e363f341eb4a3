import { t } from "../messages/index.ts";
import { ruleText } from "../model/rule-text.ts";
import { tell } from "../model/words.ts";
import { Banner } from "../parts/Banner.tsx";
import { RuleId } from "../parts/RuleId.tsx";
import { usePhone, type Failure } from "./context.ts";

/** Why an act was not done, and what to do now, in words. */
export function FailureNote({ failure }: { readonly failure: Failure | null }) {
  if (failure === null) return null;
  if (failure === "storage")
    return (
      <Banner tone="stop" icon="incident" title={t("phone.failed.storage")}>
        {t("phone.failed.storageDo")}
      </Banner>
    );
  return (
    <Banner tone="stop" icon="incident" title={t("phone.failed.title")}>
      <RuleSentences rule={failure.rule} />
    </Banner>
  );
}

/** A rule's two sentences, why not and what to do, and its id. */
export function RuleSentences({ rule }: { readonly rule: string }) {
  const { me } = usePhone();
  const { why, todo } = ruleText(rule);
  return (
    <p class="phone-rule">
      {tell(why, me.timezone)} <span class="phone-todo">{tell(todo, me.timezone)}</span> <RuleId rule={rule} />
    </p>
  );
}
