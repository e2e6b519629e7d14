"""What people read for the ids that links and data files hold."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from model.architecture import presets
from model.hardware import instances
from model.regions import ANY_REGION, regions
from model.scenario import CUSTOM_MODEL, PurchaseOption, Scenario

TASK_HELP = (
    "Pre-training and full fine-tuning train every weight; LoRA trains small adapters on frozen "
    "weights, QLoRA on frozen weights held in 4 bits: less memory, and in practice slower than "
    "LoRA, which is not counted."
)
PURCHASE_HELP = (
    "Capacity Blocks are booked ahead for a fixed time and paid up front. A platform that is not "
    "sold under the chosen option shows no cost. Savings Plans and reservations count at their "
    "effective hourly price, upfront payments spread over the term; a run shorter than the term "
    "does not pay for its rest here. A contract is a price of your own, set on the Prices page. "
    "Owned hardware is counted by purchase price, hosting, upkeep and electricity; Trainium cannot "
    "be bought."
)
MATURITY_HELP = (
    "A tuned recipe is what vendors and large teams publish; an ordinary team's runs, laid out "
    "less well, are slower and spread wider."
)
SPARE_HELP = (
    "Instances rented beside those that train, to replace failed ones at once. Large clusters plan "
    "5 to 10 % (ml-engineering, fault-tolerance); BLOOM kept 4 of 52 nodes."
)
EXPERIMENTS_HELP = (
    "Compute for trials, failed runs and ablations, as a share of the final run. OLMo 2 spent 50 % "
    "of its energy on development, 100 % of the final run; Olmo 3 about 460 %."
)
CHECKPOINTS_HELP = (
    "Full checkpoints kept in object storage until the end of the run. They are paid for with the "
    "training tokens and two checkpoints on a parallel file system, at list price."
)
TABLE_KEY = (
    "MFU: the share of the chips' dense peak that the model's own arithmetic gets. An 80 % range "
    "holds four of five outcomes."
)
WATERFALL_KEY = (
    "At the peak: what the model's own arithmetic would take if every chip ran at its dense peak. "
    "Traffic is what arithmetic does not hide. Bubble: chips of a pipeline waiting for each other. "
    "Stragglers: all wait for the slowest. Recipes short of the best layout: published runs stay "
    "behind what the search finds. Tokens routed unevenly: all wait for the rank whose experts got "
    "most; benchmarks give each an equal share, which no training does. Parts under 0.5 % are "
    "counted together."
)
SPENDING_KEY = (
    "Training: the steps themselves. Failures: lost work, restarts and checkpoint writes. Storage: "
    "training tokens and checkpoints at list price. Spares, experiments and checkpoints are set "
    "under 'Around the run'. Electricity is a part of its own for hardware that is owned; in the "
    "rent of everything else it is included."
)
FRONTIER_KEY = (
    "Each point is a cluster that no other size of the same platform beats in both cost and time. "
    "Bands hold four of five outcomes; they are drawn for the two platforms compared, the others "
    "are fainter. The largest point is the cluster that this scenario takes. Both scales are "
    "logarithmic."
)
MEMORY_KEY = (
    "The fullest chip of each platform's layout; the upright line is what the chip has. The search "
    "plans with 95 % of it. Logits: the model's output and its gradient. Buffers: for collectives."
)
LAYOUT_KEY = (
    "TP tensor, PP pipeline, VP interleaved pipeline, CP context, EP expert and DP data "
    "parallelism; ZeRO: what the data-parallel chips share out; recompute: activations computed "
    "again to save memory."
)
PRICE_UNIT_HELP = (
    "A chip-hour is one accelerator for one hour. A PFLOP/s-hour is a dense peak of 10^15 "
    "operations a second, in the scenario's precision, for one hour. A GiB-hour is one GiB of "
    "accelerator memory for one hour."
)
HISTORY_KEY = (
    "Each mark is a price that was told for the first time on that day; the line is what held "
    "until the next one, as far as any source here has seen."
)
CALENDAR_KEY = (
    "Bars: what is bought, strong where it is paid in any case, light where the run decides. "
    "Diamond and line: when the run is done, 80 % range. Dashed: the deadline."
)
PLAN_KEY = (
    "Expected: the mean over how long the run may take. Unused: the mean of what is paid for and "
    "not used. Overruns: how probably the blocks do not suffice; they carry at least the run that "
    "is expected, and what may have to follow is in the cost. Storage and experiments around the "
    "run come on top."
)
PRICE_CHART_KEY = (
    "Large marks: where this scenario buys. Ticks: the same platform in other regions."
)
_PRICE_UNITS = {
    "instance_hour": "Instance-hour",
    "accelerator_hour": "Chip-hour",
    "pflop_hour": "PFLOP/s-hour",
    "gib_hour": "GiB-hour",
}
MAP_KEY = (
    "Square: the MFU the model expects at today's price; the outline around it holds 80 % of what "
    "MFU and price may turn out to be. On the thick line both cost the same; the dashed lines show "
    "where it lies if NVIDIA does as badly, or as well, as in one case of ten. MFU: the share of "
    "the chips' dense peak that the model's own arithmetic gets."
)
DROWNED = (
    "Porting is not in the two charts here: no MFU makes up for it in so few runs of this size. "
    "When it has paid is said below."
)
TORNADO_KEY = (
    "Each bar moves one input from its low to its high end and leaves the others as they are. At "
    "100 %, the dashed line, both cost the same; left of it Trainium is cheaper."
)
BREAK_EVEN_UNIT = (
    "Break-even is where dollars are equal: what a run costs follows the unit, prices and porting "
    "stay in dollars."
)
BUDGET_UNIT = (
    "A budget and what it buys are dollars: only the cost of the scenario's own run, under the "
    "smallest cluster, follows the unit."
)
PLAN_UNIT = (
    "What a plan costs follows the unit; single purchases and what is not used stay in dollars, as "
    "they are paid."
)
PARITY_KEY = (
    "Parity MFU: what Trainium needs to cost the same, on the cluster of the comparison, with its "
    "80 % range from how well NVIDIA may do. Porting is not part of it."
)
PORTING_HELP = "Work of all engineers to train this model on Trainium. Empty: the default."
RUNS_HELP = "Runs that share the cost of porting; the probability counts a run with its part."
ENGINEER_HELP = "Fully loaded cost of one engineer for a week. Empty: the default."
DELAY_HELP = "How much later the first run starts because of porting. Empty: the default."
DELAY_USD_HELP = "What a week of delay costs you: revenue, capacity held, people waiting."
GOAL_HELP = (
    "Tokens: for the model of the form. Largest model and lowest loss: dense models of any size, "
    "shaped like the Llama 3 family."
)
BUDGET_HELP = "For the training with its failures, spares, experiments and storage."
TOKEN_CHOICE_HELP = (
    "Compute-optimal: model and tokens that give the lowest loss for the money. As I choose: for "
    "example more tokens per parameter, for a smaller model. Over its life: the budget also pays "
    "for the tokens that the model will serve, which favours a smaller model."
)
RATIO_HELP = (
    "About 20 is compute-optimal. Llama 3.1 405B was trained on 38, Llama 3 70B on 213, Llama 3 8B "
    "on 1,868 tokens per parameter."
)
SERVED_HELP = (
    "A served token costs a third of a training token here. Real serving uses chips less well: "
    "give more tokens than you expect to serve."
)
BUDGET_KEY = (
    "Ranges are the central 80 %. Where tokens follow the size, a cheaper FLOP goes half into the "
    "size and half into the tokens. Runs: how often the budget pays for the scenario of the form. "
    "A predicted loss belongs to a corpus and to dense models: use it to compare, not to foretell."
)
FLEET_KEY = (
    "The smallest cluster has the fewest instances whose middle estimate is in time: a little more "
    "than half of what may happen. The "
    "cheapest one, which Compare uses, may be larger where it divides the model better."
)
FAMILY_TEXT = (
    "Dense models follow the published Llama 3 shapes: layers are interpolated over the width, the "
    "MLP has the family's median ratio, and heads and layers come in numbers that clusters can "
    "divide, so that each model is about a tenth larger than the one before. Batch, sequence "
    "length, precision and task are those of the form."
)
LAW_TEXT = (
    "L(N, D) = E + A / N^alpha + B / D^beta for N parameters and D tokens (Hoffmann et al. 2022), "
    "refitted by Besiroglu et al. 2024. The band joins the intervals of the fit and the model's "
    "error in throughput. Serving is counted as in Sardana et al. 2024 (arXiv 2401.00448)."
)
_GOALS = {
    "most_tokens": "Tokens for this model",
    "largest_model": "Largest model",
    "lowest_loss": "Lowest loss",
}
_TOKEN_CHOICES = {
    "ratio": "Tokens per parameter, as I choose",
    "compute_optimal": "Compute-optimal",
    "lifetime": "Cheapest over its life",
}
_MATURITIES = {"tuned": "Tuned recipe", "ordinary": "Ordinary team"}
_TASKS = {"pretrain": "Pre-train", "sft": "Fine-tune", "lora": "LoRA", "qlora": "QLoRA"}
_PRECISIONS = {"bf16": "BF16", "fp8": "FP8", "mxfp8": "MXFP8", "nvfp4": "NVFP4"}
_OPTIONS = {
    "capacity_block": "Capacity Block",
    "on_demand": "On-demand",
    "spot": "Spot",
    "savings_plan_1y": "Savings Plan, 1 year",
    "savings_plan_3y": "Savings Plan, 3 years",
    "reserved_1y": "Reserved, 1 year",
    "reserved_3y": "Reserved, 3 years",
    "contract": "Contract",
    "owned": "Owned hardware",
}
_PAYMENTS = {
    "no_upfront": "no upfront",
    "partial_upfront": "partial upfront",
    "all_upfront": "all upfront",
    "ec2_instance_no_upfront": "EC2 Instance plan, no upfront",
    "ec2_instance_partial_upfront": "EC2 Instance plan, partial upfront",
    "ec2_instance_all_upfront": "EC2 Instance plan, all upfront",
}


def model(model_id: str) -> str:
    """Name of a model."""
    return "Own architecture" if model_id == CUSTOM_MODEL else presets()[model_id].name


def task(task_id: str) -> str:
    """Name of a training task."""
    return _TASKS[task_id]


def task_in_sentence(task_id: str) -> str:
    """Name of a training task within a sentence: small letters, but for an abbreviation."""
    name = _TASKS[task_id]
    return name if name.endswith("LoRA") else name.lower()


def precision(precision_id: str) -> str:
    """Name of a number format."""
    return _PRECISIONS[precision_id]


def maturity(maturity_id: str) -> str:
    """Name of how well the training stack is tuned."""
    return _MATURITIES[maturity_id]


def budget_goal(goal: str) -> str:
    """Name of what a budget is spent on."""
    return _GOALS[goal]


def token_choice(choice: str) -> str:
    """Name of a rule for the number of tokens."""
    return _TOKEN_CHOICES[choice]


def purchase_option(option: str) -> str:
    """Name of a purchase option."""
    return _OPTIONS[option]


def buying(scenario: Scenario) -> str:
    """How a scenario buys, e.g. `Owned hardware, Trainium as Spot` where not all can be owned."""
    return with_rented(scenario.purchase_option, scenario)


def with_rented(option: str, scenario: Scenario) -> str:
    """Name of a purchase option, with how Trainium is bought where the option is to own."""
    if option != PurchaseOption.OWNED:
        return purchase_option(option)
    return f"{purchase_option(option)}, Trainium as {purchase_option(scenario.rented_option)}"


def bought_as(option: str, payment: str) -> str:
    """Name of a purchase option with how its term is paid, e.g. `Reserved, 1 year, no upfront`."""
    paid = _PAYMENTS.get(payment, payment.replace("_", " "))
    return ", ".join(filter(None, (purchase_option(option), paid)))


def platform(instance_type: str) -> str:
    """Instance type and what is in it, e.g. `trn2.48xlarge · 16 × Trainium2`."""
    instance = instances()[instance_type]
    return f"{instance_type} · {instance.accelerators} × {instance.accelerator.name}"


def region(region_id: str) -> str:
    """Code and name of a region."""
    if region_id == ANY_REGION:
        return "Cheapest region"
    return f"{region_id} · {regions()[region_id].name}"


def bounds(kind: type[BaseModel], name: str) -> tuple[Any, Any]:
    """Smallest and largest value of a field, as its type declares them; None where it has none."""
    found: dict[str, Any] = {"ge": None, "le": None}
    for rule in kind.model_fields[name].metadata:
        for bound in found:
            found[bound] = getattr(rule, bound, found[bound])
    return found["ge"], found["le"]


def price_unit(unit: str) -> str:
    """Name of what a price is per."""
    return _PRICE_UNITS[unit]
