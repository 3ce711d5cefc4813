//! The built-in agent with a scripted model and real tools.

use crate::server::{Asked, http, json as json_body, request, serve};
use omni_agents::{
    AgentClient, AgentError, AgentReply, Attachment, BuiltIn, BuiltInConfig, HttpTool, LoopLimits,
    McpSource, ModelApi,
};
use omni_sandbox::anthropic::Anthropic;
use omni_sandbox::model::Model;
use omni_sandbox::script::{Reaction, Rule, ToolCall};
use omni_sandbox::tools::Tools;
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tokio_util::sync::CancellationToken;

fn config(base_url: &str) -> BuiltInConfig {
    BuiltInConfig {
        api: ModelApi::OpenAi,
        base_url: base_url.to_owned(),
        api_key: Some("sk-secret-key".to_owned()),
        model: "m".to_owned(),
        system: Some("You are Omni.".to_owned()),
        memory: vec![("name".to_owned(), "Ana".to_owned())],
        memory_keys: Vec::new(),
        tools: Vec::new(),
        mcp: Vec::new(),
        require_tools: false,
        supports_images: false,
        limits: LoopLimits::default(),
    }
}

fn http_tool(tools: &Tools, name: &str, parameters: Value) -> HttpTool {
    HttpTool {
        name: name.to_owned(),
        description: format!("the tool {name}"),
        parameters,
        url: tools.http_url(name),
        get: false,
        headers: vec![("authorization".to_owned(), "Bearer tool-key".to_owned())],
    }
}

fn adder(tools: &Tools) -> HttpTool {
    let number = json!({ "type": "number" });
    http_tool(
        tools,
        "add",
        json!({ "type": "object", "required": ["a", "b"], "properties": { "a": number, "b": number } }),
    )
}

async fn ask(config: BuiltInConfig) -> Result<AgentReply, AgentError> {
    BuiltIn::new(http(), config)?.answer(request(), CancellationToken::new()).await
}

#[tokio::test]
async fn it_reads_prompt_memory_and_history() {
    let model = Model::start(0).await.unwrap();
    let reply = ask(config(&model.url())).await.unwrap();
    assert_eq!(reply.text, "You said: How are you?");
    assert_eq!(reply.model.as_deref(), Some("m"));
    let body = &model.requests()[0].body;
    let system = "You are Omni.\n\nBe brief.\n\nWhat you remember:\n- name: Ana";
    assert_eq!(body["messages"][0], json!({ "role": "system", "content": system }));
    assert_eq!(body["messages"][2], json!({ "role": "assistant", "content": "Hello!" }));
    assert_eq!(body.get("tools"), None);
}

#[tokio::test]
async fn it_calls_tools_over_http_and_answers_with_their_results() {
    let (model, tools) = (Model::start(0).await.unwrap(), Tools::start(0).await.unwrap());
    tools.require_key("tool-key");
    model.script(vec![Rule::call("How are you", "add", json!({ "a": 2, "b": 3 })).times(1)]);
    let mut config = config(&model.url());
    config.tools = vec![adder(&tools)];
    let reply = ask(config).await.unwrap();
    assert_eq!(reply.text, r#"The tools say: {"result":"5"}"#);
    assert_eq!(tools.calls()[0].arguments, json!({ "a": 2, "b": 3 }));
    let called: Vec<_> =
        reply.called_tools.iter().map(|tool| (tool.name.as_str(), tool.failed)).collect();
    assert_eq!(called, [("add", false)]);
    // Both steps count.
    assert_eq!(reply.input_tokens, Some(2));
    let requests = model.requests();
    assert_eq!(requests[0].body["tools"][0]["function"]["name"], "add");
    let messages = requests[1].body["messages"].as_array().unwrap().clone();
    let [.., wanted, result] = messages.as_slice() else { panic!() };
    assert_eq!(wanted["tool_calls"][0]["id"], result["tool_call_id"]);
}

#[tokio::test]
async fn it_calls_tools_of_mcp_servers() {
    let (model, tools) = (Model::start(0).await.unwrap(), Tools::start(0).await.unwrap());
    tools.require_key("mcp-key");
    model.script(vec![Rule::call("How are you", "echo", json!({ "text": "from MCP" })).times(1)]);
    let mut config = config(&model.url());
    config.mcp = vec![McpSource { url: tools.mcp_url(), token: Some("mcp-key".to_owned()) }];
    let reply = ask(config.clone()).await.unwrap();
    assert_eq!(reply.text, "The tools say: from MCP");
    assert_eq!(tools.calls()[0].token.as_deref(), Some("mcp-key"));
    let offered = model.requests()[0].body["tools"].as_array().unwrap().len();
    assert_eq!(offered, 5);
}

#[tokio::test]
async fn a_tool_server_that_cannot_be_reached_does_not_fail_the_answer() {
    let (model, tools) = (Model::start(0).await.unwrap(), Tools::start(0).await.unwrap());
    tools.require_key("mcp-key");
    let mut config = config(&model.url());
    let good = McpSource { url: tools.mcp_url(), token: Some("mcp-key".to_owned()) };
    let refuses = McpSource { token: Some("wrong".to_owned()), ..good.clone() };
    let nowhere = McpSource { url: "http://127.0.0.1:1/mcp?key=secret".to_owned(), token: None };
    config.mcp = vec![good, refuses, nowhere];
    let reply = ask(config.clone()).await.unwrap();
    assert_eq!(reply.text, "You said: How are you?");
    let unreachable = [tools.mcp_url(), "http://127.0.0.1:1/mcp".to_owned()];
    assert_eq!(reply.unreachable_tools, unreachable);
    let body = &model.requests()[0].body;
    assert_eq!(body["tools"].as_array().map(Vec::len), Some(5), "those of the one that answers");
    let system = body["messages"][0]["content"].as_str().unwrap();
    assert!(system.ends_with("Do not invent their results."), "{system}");

    config.require_tools = true;
    let error = ask(config).await.unwrap_err();
    assert_eq!((error.code(), error.retryable()), ("agent_unreachable", true));
    let text = error.to_string();
    assert!(text.contains("http://127.0.0.1:1/mcp") && !text.contains("secret"), "{text}");
}

#[tokio::test]
async fn it_reads_remembered_facts_and_reports_new_ones() {
    let model = Model::start(0).await.unwrap();
    let wanted = |key: &str| json!({ "key": key, "value": " Recife " });
    model.script(vec![
        Rule::call("How are you", "remember", wanted("shoe size")).times(1),
        Rule::call("the keys are: city", "remember", wanted("city")).times(1),
    ]);
    let mut config = config(&model.url());
    config.memory_keys = vec!["city".to_owned()];
    let agent = BuiltIn::new(http(), config).unwrap();
    assert_eq!(agent.memory_keys(), ["city"]);
    let mut question = omni_agents::Question::from(request());
    question.context.remembered = vec![("city".to_owned(), "Olinda".to_owned())];
    assert!(!format!("{question:?}").contains("Olinda"));
    let outcome = agent.ask(question, CancellationToken::new(), &mut |_: &str| {}).await.unwrap();
    let omni_agents::AgentOutcome::Answered(reply) = outcome else { panic!() };
    assert_eq!(reply.facts, [("city".to_owned(), "Recife".to_owned())]);
    assert!(!format!("{reply:?}").contains("Recife"));
    let first = &model.requests()[0].body;
    let system = first["messages"][0]["content"].as_str().unwrap();
    assert!(system.ends_with("What you remember:\n- name: Ana\n- city: Olinda"), "{system}");
    let parameters = &first["tools"][0]["function"]["parameters"];
    assert_eq!(parameters["properties"]["key"]["enum"], json!(["city"]));
}

#[tokio::test]
async fn anthropics_models_call_tools_too() {
    let (model, tools) = (Anthropic::start(0).await.unwrap(), Tools::start(0).await.unwrap());
    model.script(vec![Rule::call("How are you", "add", json!({ "a": 2, "b": 3 })).times(1)]);
    let mut config = config(&model.url());
    config.api = ModelApi::Anthropic;
    config.tools = vec![adder(&tools)];
    let reply = ask(config).await.unwrap();
    assert_eq!(reply.text, r#"The tools say: {"result":"5"}"#);
    assert_eq!((reply.input_tokens, reply.output_tokens), (Some(6), Some(10)));
    let second = &model.requests()[1].body;
    let last = second["messages"].as_array().unwrap().last().unwrap();
    assert_eq!(last["content"][0]["type"], "tool_result");
    assert!(second["system"][0]["text"].as_str().unwrap().starts_with("You are Omni."));
    assert_eq!(second["tools"][0].get("eager_input_streaming"), None);
}

/// As some servers send them: with broken arguments, and without a reason for ending.
#[tokio::test]
async fn a_call_with_broken_arguments_is_reported_to_the_model() {
    const BROKEN: &str = r#"{"choices":[{"message":{"role":"assistant","content":null,"tool_calls":
        [{"id":"c1","type":"function","function":{"name":"add","arguments":"{\"a\":2,"}}]}}]}"#;
    let tools = Tools::start(0).await.unwrap();
    let (url, received) = recorded(&[BROKEN, SAID]).await;
    let mut config = config(&url);
    config.tools = vec![adder(&tools)];
    assert_eq!(ask(config).await.unwrap().text, "Hi");
    let asked = received.lock().unwrap().clone();
    let body: Value = serde_json::from_slice(&asked[1].body).unwrap();
    let [.., wanted, result] = body["messages"].as_array().unwrap().as_slice() else { panic!() };
    assert_eq!(wanted["tool_calls"][0]["id"], "c1", "{body}");
    assert_eq!(result["content"], "the arguments are not an object");
    assert!(tools.calls().is_empty());
}

#[rstest::rstest]
#[case::missing("add", json!({ "a": 1 }), "the argument `b` is missing")]
#[case::other_type("add", json!({ "a": 1, "b": "2" }), "the argument `b` must be a number")]
#[case::unknown("nothing", json!({}), "there is no tool of this name")]
#[case::broken("fail", json!({}), "the tool answered with status 500")]
#[case::slow("slow", json!({ "millis": 5000 }), "the tool took too long")]
#[tokio::test]
async fn a_failure_of_a_tool_is_reported_to_the_model(
    #[case] name: &str,
    #[case] arguments: Value,
    #[case] reported: &str,
) {
    let (model, tools) = (Model::start(0).await.unwrap(), Tools::start(0).await.unwrap());
    model.script(vec![Rule::call("How are you", name, arguments).times(1)]);
    let mut config = config(&model.url());
    let any = json!({ "type": "object" });
    config.tools =
        vec![adder(&tools), http_tool(&tools, "fail", any.clone()), http_tool(&tools, "slow", any)];
    config.limits.tool_timeout = Duration::from_millis(200);
    assert_eq!(ask(config).await.unwrap().text, format!("The tools say: {reported}"));
}

#[tokio::test]
async fn results_are_cut_at_their_bound() {
    for over_mcp in [false, true] {
        let (model, tools) = (Model::start(0).await.unwrap(), Tools::start(0).await.unwrap());
        model
            .script(vec![Rule::call("How are you", "long", json!({ "length": 500_000 })).times(1)]);
        let mut config = config(&model.url());
        config.limits.max_tool_bytes = 1000;
        if over_mcp {
            config.mcp = vec![McpSource { url: tools.mcp_url(), token: None }];
        } else {
            config.tools = vec![http_tool(&tools, "long", json!({ "type": "object" }))];
        }
        let text = ask(config).await.unwrap().text;
        assert!(text.len() < 1100 && text.ends_with("[the rest was cut]"), "{}", text.len());
    }
}

#[tokio::test]
async fn a_loop_without_an_end_is_ended() {
    let (model, tools) = (Model::start(0).await.unwrap(), Tools::start(0).await.unwrap());
    let call = ToolCall { name: "add".to_owned(), arguments: json!({ "a": 1, "b": 1 }) };
    model.script(vec![Rule::new("", Reaction::CallTools(vec![call; 3]))]);
    let limits: [fn(&mut LoopLimits); 3] = [
        |limits| limits.max_steps = 2,
        |limits| limits.max_calls = 5,
        |limits| limits.max_tokens = 4,
    ];
    for set in limits {
        let before = model.requests().len();
        let mut config = config(&model.url());
        config.tools = vec![adder(&tools)];
        set(&mut config.limits);
        let error = ask(config).await.unwrap_err();
        assert_eq!((error.code(), error.retryable()), ("agent_refused", false), "{error}");
        assert_eq!(model.requests().len() - before, 2);
    }
}

#[tokio::test]
async fn its_time_and_cancellation_hold_in_the_middle_of_a_tool() {
    let (model, tools) = (Model::start(0).await.unwrap(), Tools::start(0).await.unwrap());
    model.script(vec![Rule::call("", "slow", json!({ "millis": 60_000 }))]);
    let mut config = config(&model.url());
    config.mcp = vec![McpSource { url: tools.mcp_url(), token: None }];
    let agent = BuiltIn::new(http(), config).unwrap();
    let started = Instant::now();
    let mut short = request();
    short.timeout = Duration::from_millis(300);
    let late = agent.answer(short, CancellationToken::new()).await;
    assert_eq!(late, Err(AgentError::Timeout));
    let cancel = CancellationToken::new();
    let later = cancel.clone();
    tokio::spawn(async move {
        tokio::time::sleep(Duration::from_millis(300)).await;
        later.cancel();
    });
    assert_eq!(agent.answer(request(), cancel).await, Err(AgentError::Cancelled));
    assert!(started.elapsed() < Duration::from_secs(3));
}

#[tokio::test]
async fn the_models_errors_are_the_agents() {
    let model = Model::start(0).await.unwrap();
    for (reaction, code) in [
        (Reaction::Fail(500), "agent_status"),
        (Reaction::RateLimit(3), "agent_rate_limited"),
        (Reaction::Garbage, "agent_bad_answer"),
        (Reaction::BreakOff("a long answer".to_owned()), "agent_unreachable"),
        (Reaction::Error("private".to_owned()), "agent_bad_answer"),
        (Reaction::Say(" ".to_owned()), "agent_empty_answer"),
    ] {
        model.script(vec![Rule::new("", reaction)]);
        let error = ask(config(&model.url())).await.unwrap_err();
        assert_eq!(error.code(), code);
        assert!(!format!("{error} {error:?}").contains("private"), "{error:?}");
        let wait = (code == "agent_rate_limited").then_some(Duration::from_secs(3));
        assert_eq!(error.retry_after(), wait);
    }
}

/// A model that answers with these, one after the other, and the requests it received.
async fn recorded(answers: &'static [&'static str]) -> (String, Arc<Mutex<Vec<Asked>>>) {
    let received = Arc::new(Mutex::new(Vec::new()));
    let recorded = Arc::clone(&received);
    let url = serve(move |asked| {
        let mut recorded = recorded.lock().unwrap();
        recorded.push(asked);
        json_body(answers[(recorded.len() - 1).min(answers.len() - 1)])
    });
    (url.await, received)
}

const SAID: &str = r#"{"choices":[{"message":{"role":"assistant","content":"Hi"}}]}"#;
const ANTHROPIC_SAID: &str = r#"{"type":"message","role":"assistant","model":"m","id":"1",
    "content":[{"type":"text","text":"Hi"}],"stop_reason":"end_turn","usage":{"input_tokens":1,"output_tokens":1}}"#;

#[tokio::test]
async fn an_address_keeps_its_query_and_no_key_is_no_header() {
    for (api, said, path) in [
        (ModelApi::OpenAi, SAID, "/v1/chat/completions"),
        (ModelApi::Anthropic, ANTHROPIC_SAID, "/v1/messages"),
    ] {
        let (url, received) = recorded(Box::leak(Box::new([said]))).await;
        let config =
            BuiltInConfig { api, api_key: None, ..config(&format!("{url}/?api-version=1")) };
        assert_eq!(ask(config).await.unwrap().text, "Hi");
        let asked = received.lock().unwrap()[0].clone();
        assert_eq!((asked.path.as_str(), asked.query.as_deref()), (path, Some("api-version=1")));
        for header in ["authorization", "x-api-key"] {
            assert_eq!(asked.headers.get(header), None, "{path}");
        }
    }
}

#[tokio::test]
async fn a_model_gets_its_reasoning_back_and_its_own_name_for_a_limit() {
    const CALLS: &str = r#"{"choices":[{"finish_reason":"tool_calls","message":{"role":"assistant",
        "content":null,"reasoning_content":"two and three","tool_calls":[{"id":"c1","type":"function",
        "function":{"name":"add","arguments":"{\"a\":2,\"b\":3}"}}]}}]}"#;
    let tools = Tools::start(0).await.unwrap();
    let (url, received) = recorded(&[CALLS, SAID]).await;
    let mut config = config(&url);
    config.model = "gpt-5.2".to_owned();
    config.tools = vec![adder(&tools)];
    assert_eq!(ask(config).await.unwrap().text, "Hi");
    let asked = received.lock().unwrap().clone();
    let body: Value = serde_json::from_slice(&asked[1].body).unwrap();
    let [.., wanted, result] = body["messages"].as_array().unwrap().as_slice() else { panic!() };
    assert_eq!(wanted["reasoning_content"], "two and three", "{body}");
    assert_eq!(result["content"], r#"{"result":"5"}"#);
    assert_eq!((&body["max_completion_tokens"], body.get("max_tokens")), (&json!(4096), None));
}

#[tokio::test]
async fn the_model_sees_images_where_it_supports_them() {
    for (supports_images, expected) in [(true, "Seen: cat"), (false, "You said: How are you?")] {
        let model = Model::start(0).await.unwrap();
        let config = BuiltInConfig { supports_images, ..config(&model.url()) };
        let mut question = omni_agents::Question::from(request());
        question.attachments = vec![Attachment::from_bytes("cat.png", "image/png", "cat")];
        let agent = BuiltIn::new(http(), config).unwrap();
        let cancel = CancellationToken::new();
        let outcome = agent.ask(question, cancel, &mut |_: &str| {}).await.unwrap();
        let omni_agents::AgentOutcome::Answered(reply) = outcome else { panic!() };
        assert_eq!(reply.text, expected);
        assert_eq!(agent.takes_file("Image/PNG; x=y"), supports_images);
        assert!(!agent.takes_file("audio/ogg"));
    }
}

#[tokio::test]
async fn a_refusal_of_the_model_is_silence() {
    const REFUSED: &[&str] = &[
        r#"{"choices":[{"finish_reason":"stop","message":{"role":"assistant","content":null,
            "refusal":"I cannot."}}]}"#,
        r#"{"choices":[{"finish_reason":"content_filter","message":{"role":"assistant",
            "content":"half"}}]}"#,
    ];
    for refused in REFUSED.chunks(1) {
        let (url, _) = recorded(refused).await;
        assert_eq!(ask(config(&url)).await, Err(AgentError::EmptyAnswer), "{refused:?}");
    }
}

#[test]
fn an_invalid_configuration_is_refused_before_any_request() {
    let tool = |name: &str, parameters| HttpTool {
        name: name.to_owned(),
        description: String::new(),
        parameters,
        url: "http://127.0.0.1:1/".to_owned(),
        get: false,
        headers: Vec::new(),
    };
    let object = || json!({ "type": "object" });
    for tools in [
        vec![tool("a b", object())],
        vec![tool("a", json!([]))],
        vec![tool("a", object()), tool("a", object())],
    ] {
        let config = BuiltInConfig { tools, ..config("http://127.0.0.1:1/v1") };
        assert_eq!(BuiltIn::new(http(), config).unwrap_err().code(), "agent_invalid");
    }
    let shown = format!("{:?}", config("http://127.0.0.1:1/v1"));
    assert!(!shown.contains("sk-secret") && !shown.contains("Ana"), "{shown}");
}
