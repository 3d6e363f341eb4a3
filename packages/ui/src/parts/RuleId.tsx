/** The id of a rule that refused, as the guide's page of refusals lists it. */
export function RuleId({ rule }: { readonly rule: string }) {
  return <code class="rule-id">{rule}</code>;
}
